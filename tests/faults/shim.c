/* Stands before the C library: counts what is done to files below one folder, fails or kills at the n-th, or writes all of it down. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOTHING, KILL, EIO_ONCE, EIO_EVER, FULL_ONCE, FULL_EVER };
enum { WRITE = 1, SYNC, TRUNCATE, UNLINK, RENAME, MARK, CREATE };

static int mode, log_to = -1;
static long at, seen, taken;
static char folder[PATH_MAX];

void shim_arm(int how, long when, const char *below) { seen = 0; at = when; taken = 0; snprintf(folder, sizeof folder, "%s", below); mode = how; }
long shim_seen(void) { return seen; }
long shim_taken(void) { return taken; }
void shim_log(int to, const char *below) { snprintf(folder, sizeof folder, "%s", below); log_to = to; }

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static void put(const void *data, size_t size) { static ssize_t (*real)(int, const void *, size_t); if (!real) real = dlsym(RTLD_NEXT, "write"); while (size) { ssize_t n = real(log_to, data, size); if (n <= 0) return; data = (const char *)data + n; size -= n; } }
static void note(int what, const char *path, int64_t offset, const void *data, int64_t size) {
    if (log_to < 0) return;
    int64_t head[4] = {what, (int64_t)strlen(path), offset, size};
    put(head, sizeof head); put(path, strlen(path)); if (data && size > 0) put(data, size);
}
void shim_mark(long number) { note(MARK, "", number, 0, 0); }
static int below(const char *path) { return folder[0] && strncmp(path, folder, strlen(folder)) == 0 && !strstr(path, "-shm"); }
static int named(int fd, char *path) {
    char link[64]; snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, PATH_MAX - 1); if (n < 0) return 0;
    path[n] = 0; return below(path);
}
static int fault(void) {
    if (mode == NOTHING) return 0;
    long now = ++seen;
    if (mode == KILL) { if (now == at) { kill(getpid(), SIGKILL); pause(); } return 0; }
    int ever = mode == EIO_EVER || mode == FULL_EVER;
    if (ever ? now < at : now != at) return 0;
    taken++; errno = mode == EIO_ONCE || mode == EIO_EVER ? EIO : ENOSPC; return 1;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) {
    REAL(pwrite64); char path[PATH_MAX];
    if (named(fd, path)) { if (fault()) return -1; note(WRITE, path, offset, data, size); }
    return real(fd, data, size, offset);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) { return pwrite64(fd, data, size, offset); }
ssize_t write(int fd, const void *data, size_t size) {
    REAL(write); char path[PATH_MAX];
    if ((mode != NOTHING || log_to >= 0) && fd != log_to && fd > 2 && named(fd, path)) { if (fault()) return -1; note(WRITE, path, lseek(fd, 0, SEEK_CUR), data, size); }
    return real(fd, data, size);
}
int fsync(int fd) { REAL(fsync); char path[PATH_MAX]; if (named(fd, path)) { if (fault()) return -1; note(SYNC, path, 0, 0, 0); } return real(fd); }
int fdatasync(int fd) { REAL(fdatasync); char path[PATH_MAX]; if (named(fd, path)) { if (fault()) return -1; note(SYNC, path, 0, 0, 0); } return real(fd); }
int ftruncate64(int fd, off64_t size) { REAL(ftruncate64); char path[PATH_MAX]; if (named(fd, path)) { if (fault()) return -1; note(TRUNCATE, path, size, 0, 0); } return real(fd, size); }
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }
int unlink(const char *path) { REAL(unlink); if (below(path)) { if (access(path, F_OK) == 0) { if (fault()) return -1; note(UNLINK, path, 0, 0, 0); } } return real(path); }
int rename(const char *from, const char *to) { REAL(rename); if (below(from)) { if (fault()) return -1; note(RENAME, from, 0, to, strlen(to)); } return real(from, to); }
