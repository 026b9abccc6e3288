"""A workspace in a shared folder: one PC keeps it and publishes copies; the others read those, and post letters to it.

    NAME.itdesk                    what people open: a few lines that say where the rest lies
    NAME.itdesk-share/
      terms/00000007/              one for each keeper; whoever makes the folder keeps the workspace, nobody can make it twice
        keeper.json                who
        beat.json                  a number that rises while the keeper is there, and whether it left properly
        base.json                  the copy of an earlier term that this one began with
        00000012.itdesk            a published copy, whole; never changed once it is there
        00000012.json              how large it is, and its hash: written last, and under a name that nobody asked for before
        00000013.json/             a folder of the next name, made by who begins a later term: nothing more can be published here
      mailbox/in/UID.letter        what others report, until a published copy holds it
      mailbox/taken/               letters that are in a published copy
      mailbox/aside/               letters that could not be read or taken, each with the reason beside it

The number of the term is the fencing number: everybody reads the newest copy of the highest term, and whoever begins a term takes
from all earlier ones the name that they would publish under next. A keeper that slept through it can't publish any more, even
where its PC shows it the folder as it was before.
"""
