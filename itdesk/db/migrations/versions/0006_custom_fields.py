"""Custom fields.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from itdesk.db import types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Custom fields."""
    op.create_table(
        "custom_values",
        sa.Column(
            "field_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("word", sa.String(length=255), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("field_id", "record_id", name=op.f("pk_custom_values")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_custom_values_day",
        "custom_values",
        ["field_id", "day", "record_id"],
        unique=False,
        sqlite_where=sa.text("day IS NOT NULL"),
        postgresql_where=sa.text("day IS NOT NULL"),
    )
    op.create_index(
        "ix_custom_values_number",
        "custom_values",
        ["field_id", "number", "record_id"],
        unique=False,
        sqlite_where=sa.text("number IS NOT NULL"),
        postgresql_where=sa.text("number IS NOT NULL"),
    )
    op.create_index(
        "ix_custom_values_word",
        "custom_values",
        ["field_id", "word", "record_id"],
        unique=False,
        sqlite_where=sa.text("word IS NOT NULL"),
        postgresql_where=sa.text("word IS NOT NULL"),
    )
    op.create_table(
        "custom_fields",
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value_kind", sa.String(length=20), nullable=False),
        sa.Column("link_to", sa.String(length=40), nullable=True),
        sa.Column("category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ticket_category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_unique", sa.Boolean(), nullable=False),
        sa.Column("is_searched", sa.Boolean(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("default_value", sa.String(length=255), nullable=True),
        sa.Column("hint", sa.String(length=255), nullable=True),
        sa.Column("group_title", sa.String(length=60), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("deleted_at", types.Instant(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_custom_fields_category_id")),
        sa.ForeignKeyConstraint(
            ["ticket_category_id"], ["ticket_categories.id"], name=op.f("fk_custom_fields_ticket_category_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_fields")),
        sa.UniqueConstraint("uid", name=op.f("uq_custom_fields_uid")),
    )
    op.create_index(op.f("ix_custom_fields_category_id"), "custom_fields", ["category_id"], unique=False)
    op.create_index(
        "ix_custom_fields_deleted_at",
        "custom_fields",
        ["deleted_at"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.create_index("ix_custom_fields_record_kind_position", "custom_fields", ["record_kind", "position"], unique=False)
    op.create_index(op.f("ix_custom_fields_ticket_category_id"), "custom_fields", ["ticket_category_id"], unique=False)
    op.create_index(
        "uq_custom_fields_key",
        "custom_fields",
        ["key"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "custom_choices",
        sa.Column("field_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("tone", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["field_id"], ["custom_fields.id"], name=op.f("fk_custom_choices_field_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_choices")),
        sa.UniqueConstraint("field_id", "key", name=op.f("uq_custom_choices_field_id_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_custom_choices_uid")),
    )
    op.create_index(op.f("ix_custom_choices_field_id"), "custom_choices", ["field_id"], unique=False)
