"""The store's own tables: settings, history, operations, change log, search entries, numbers, and what hangs on every record."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from itdesk.db.base import Base, Key
from itdesk.db.types import Instant

metadata = Base.metadata

workspace = Table(
    "workspace",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("uid", String(36), nullable=False),
    Column("name", String(255), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("locale", String(20), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("fiscal_month", Integer, nullable=False),
    Column("app_version", String(32), nullable=False),  # the last app that changed the tables
    Column("created_at", Instant, nullable=False),
    Column("colour", String(12)),  # a word of itdesk.core.marks, else what the name gives
    Column("tile", String(2)),
    Column("logo", LargeBinary),  # a small PNG
    Column("switched_off", Text),  # areas and tabs that aren't shown, one a line
    Column("sample", String(36)),  # the operation that wrote made-up records, until they are removed
    Column("consultant", String(20)),  # the role whose rights a consultant has; nothing: a technician's
)

# The last human number given to a kind, on a file. A server has a sequence per kind, so that writers don't queue for it.
numbers = Table(
    "numbers",
    metadata,
    Column("kind", String(40), primary_key=True),
    Column("last", Integer, nullable=False),
)

history = Table(
    "history",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("actor_id", Key),  # a person's id, or nobody: the app itself
    Column("verb", String(10), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("record_id", Key, nullable=False),
    Column("record_uid", String(36), nullable=False),
    Column("operation", String(36), nullable=False),  # what one transaction did is one operation
    Column("part", String(60)),  # the table of a row inside the record
    Column("part_id", Key),
    Column("changes", Text, nullable=False),  # JSON: field -> [old, new]
    Index("ix_history_record", "kind", "record_id", "id"),
    Index("ix_history_operation", "operation"),
)

# How far history went at a time, and the hash that all lines up to there lead to (itdesk.db.chaining).
history_chain = Table(
    "history_chain",
    metadata,
    Column("last", Key, primary_key=True, autoincrement=False),  # a line of history
    Column("lines", BigInteger, nullable=False),
    Column("link", String(64), nullable=False),
    Column("at", Instant, nullable=False),
)

# What each transaction was, in one row: history has its details under the same operation.
operations = Table(
    "operations",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("operation", String(36), nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    Column("actor_id", Key),
    Column("words", Text, nullable=False),  # empty where whoever wrote gave it no name
    Column("kind", String(40), nullable=False),  # of most of its records, and what happened to them
    Column("verb", String(10), nullable=False),
    Column("records", Integer, nullable=False),
    Column("undoes", String(36), index=True),  # the operation that this one took back
)

# What stands in front of somebody just now. Without history, and of no use a minute later.
presences = Table(
    "presences",
    metadata,
    Column("window_uid", String(36), primary_key=True),
    Column("person_id", Key),  # as in history, no reference: people are a record type
    Column("kind", String(40), nullable=False),
    Column("record_id", Key, nullable=False),
    Column("is_changing", Boolean, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Index("ix_presences_record", "kind", "record_id"),
)

# By which password a person signs in, and wrong tries of it. Not part of history: nobody's to see.
sign_ins = Table(
    "sign_ins",
    metadata,
    Column("person_id", Key, primary_key=True, autoincrement=False),  # as in history, no reference
    Column("secret", Text, nullable=False),  # JSON: what Argon2id made of it, with its salt and cost
    Column("given_at", Instant, nullable=False),
    Column("given_by", Key),
    Column("wrong", Integer, nullable=False),  # tries since the last right one
    Column("wrong_at", Instant),
)

# Where a workspace went, what it was taken from, and which copies of it came back: a line a fact, by its name.
whereabouts = Table(
    "whereabouts",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

change_log = Table(
    "change_log",
    metadata,
    Column("seq", Key, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("record_uid", String(36), nullable=False),
    Column("verb", String(10), nullable=False),
    Column("operation", String(36), nullable=False),
    Column("xact", BigInteger),  # PostgreSQL's transaction id: rows are complete below the oldest running transaction
    sqlite_autoincrement=True,
)

search_entries = Table(
    "search_entries",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),  # rises with time: newest first is highest first
    Column("kind", String(40), nullable=False),
    Column("record_id", Key, nullable=False),
    Column("title", Text, nullable=False),
    Column("subtitle", Text, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("kind", "record_id"),
    sqlite_autoincrement=True,
)

# Numbers, tags, serials: what names a record exactly, folded.
search_numbers = Table(
    "search_numbers",
    metadata,
    Column("number", String(255), primary_key=True),
    Column("entry_id", Key, ForeignKey("search_entries.id", ondelete="CASCADE"), primary_key=True, index=True),
)

Index("ix_change_log_xact", change_log.c.xact, info={"server_only": True}).ddl_if(dialect="postgresql")

blobs = Table(
    "blobs",
    metadata,
    Column("hash", String(64), primary_key=True),  # SHA-256 of the whole, in hex
    Column("size", BigInteger, nullable=False),
)

blob_chunks = Table(
    "blob_chunks",
    metadata,
    Column("hash", String(64), ForeignKey("blobs.hash", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("uid", String(36), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    Column("record_id", Key, nullable=False),
    Column("name", String(255), nullable=False),
    Column("media_type", String(127), nullable=False),
    Column("hash", String(64), ForeignKey("blobs.hash"), nullable=False, index=True),
    Column("added_at", Instant, nullable=False),
    Column("actor_id", Key),
    Index("ix_attachments_record", "kind", "record_id"),
)

# Values of the fields that a firm added itself, each in the column of its type: short texts and choices are words,
# amounts (in ten-thousandths), links and yes or no numbers. A row belongs to its record and is history of its record.
custom_values = Table(
    "custom_values",
    metadata,
    Column("field_id", Key, primary_key=True, autoincrement=False),  # of a definition
    Column("record_id", Key, primary_key=True, autoincrement=False),
    Column("word", String(255)),
    Column("body", Text),
    Column("number", BigInteger),
    Column("day", Date),
    sqlite_with_rowid=False,
)
for _typed in ("word", "number", "day"):  # what a list is filtered by; each value lies in one of them
    Index(
        f"ix_custom_values_{_typed}",
        custom_values.c.field_id,
        custom_values.c[_typed],
        custom_values.c.record_id,
        sqlite_where=text(f"{_typed} IS NOT NULL"),
        postgresql_where=text(f"{_typed} IS NOT NULL"),
    )

# Imports that were carried out: history has what each did under its operation, so that it can be taken back.
imports = Table(
    "imports",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("uid", String(36), nullable=False, unique=True),
    Column("operation", String(36), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    Column("file_name", String(255), nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor_id", Key),
    Column("taken", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("undone_at", Instant),
)

# Which column of a file goes to which field: saved under a name, or remembered for files with the same columns.
import_mappings = Table(
    "import_mappings",
    metadata,
    Column("kind", String(40), primary_key=True),
    Column("name", String(255), primary_key=True),
    Column("targets", Text, nullable=False),  # JSON: column -> field
    Column("updated_at", Instant, nullable=False),
)

# Ways to look at a list that somebody saved: for themselves, or for the team.
views = Table(
    "views",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("uid", String(36), nullable=False, unique=True),
    Column("kind", String(40), nullable=False, index=True),
    Column("name", String(60), nullable=False),
    Column("owner_id", Key),  # a person's id, or nobody in particular
    Column("sharing", String(10), nullable=False),  # itdesk.db.views.Sharing
    Column("icon", String(40), nullable=False),
    Column("tone", String(20), nullable=False),
    Column("state", Text, nullable=False),  # JSON: columns, filters, order, groups, widths, colours
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
)

# What one person does with a view, saved or declared: where it stands, whether it is pinned, whether it comes first.
view_places = Table(
    "view_places",
    metadata,
    Column("person_id", Key, primary_key=True, autoincrement=False),  # 0 for nobody in particular
    Column("kind", String(40), primary_key=True),
    Column("view", String(120), primary_key=True),  # a view's uid, or the declared view's text
    Column("position", Integer),
    Column("pinned", Integer),  # where it stands in the sidebar
    Column("is_first", Integer, nullable=False),
)

# What people may look for in a file's content, read out of it when it is attached.
blob_texts = Table(
    "blob_texts",
    metadata,
    Column("hash", String(64), ForeignKey("blobs.hash", ondelete="CASCADE"), primary_key=True),
    Column("text", Text, nullable=False),
)

# Contents that no attachment has any more: kept for a while, so that a removal can be taken back.
blob_leavings = Table(
    "blob_leavings",
    metadata,
    Column("hash", String(64), ForeignKey("blobs.hash", ondelete="CASCADE"), primary_key=True),
    Column("since", Instant, nullable=False),
)

# What an attachment held before a newer version took its place.
attachment_versions = Table(
    "attachment_versions",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("uid", String(36), nullable=False, unique=True),
    Column("attachment_id", Key, nullable=False, index=True),
    Column("kind", String(40), nullable=False),
    Column("record_id", Key, nullable=False),
    Column("name", String(255), nullable=False),
    Column("media_type", String(127), nullable=False),
    Column("hash", String(64), ForeignKey("blobs.hash"), nullable=False, index=True),
    Column("added_at", Instant, nullable=False),
    Column("actor_id", Key),
    sqlite_autoincrement=True,
)

tags = Table(
    "tags",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("uid", String(36), nullable=False, unique=True),
    Column("name", String(60), nullable=False),
    Column("folded", String(120), nullable=False, unique=True),  # the same tag whatever its case and accents
    Column("tone", String(10), nullable=False),
    Column("created_at", Instant, nullable=False),
)

record_tags = Table(
    "record_tags",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("kind", String(40), nullable=False),
    Column("record_id", Key, nullable=False),
    Column("tag_id", Key, ForeignKey("tags.id"), nullable=False),
    UniqueConstraint("kind", "record_id", "tag_id"),
    Index("ix_record_tags_tag", "tag_id", "kind", "record_id"),
    sqlite_autoincrement=True,
)

comments = Table(
    "comments",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("uid", String(36), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    Column("record_id", Key, nullable=False),
    Column("body", Text, nullable=False),  # Markdown; somebody who is meant is [@Name](person:ID)
    Column("author_id", Key),
    Column("written_at", Instant, nullable=False),
    Column("edited_at", Instant),
    Index("ix_comments_record", "kind", "record_id", "id"),
    sqlite_autoincrement=True,
)

# Who is meant in a comment, and since when that person has seen it.
mentions = Table(
    "mentions",
    metadata,
    Column("comment_id", Key, ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", Key, primary_key=True),
    Column("read_at", Instant),
    Index("ix_mentions_person", "person_id", "read_at", "comment_id"),
)

# Meanings of links that a firm added to those of the app.
link_meanings = Table(
    "link_meanings",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("uid", String(36), nullable=False, unique=True),
    Column("forward", String(60), nullable=False),
    Column("backward", String(60), nullable=False),
    Column("ordered", Boolean, nullable=False),  # the first needs the second, so that circles make no sense
)

links = Table(
    "links",
    metadata,
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("uid", String(36), nullable=False, unique=True),
    Column("meaning", String(40), nullable=False),
    Column("from_kind", String(40), nullable=False),
    Column("from_id", Key, nullable=False),
    Column("to_kind", String(40), nullable=False),
    Column("to_id", Key, nullable=False),
    Column("note", Text),
    Column("added_at", Instant, nullable=False),
    Column("actor_id", Key),
    UniqueConstraint("from_kind", "from_id", "to_kind", "to_id", "meaning"),
    Index("ix_links_to", "to_kind", "to_id"),
    sqlite_autoincrement=True,
)
