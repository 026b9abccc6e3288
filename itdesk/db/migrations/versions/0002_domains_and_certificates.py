"""Domains and certificates.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from itdesk.db import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Domains and certificates."""
    op.create_table(
        "certificates",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("renews_itself", sa.Boolean(), nullable=True),
        sa.Column("vendor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("hardware_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("annual_cost", types.Amount(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("serial_number", sa.String(length=100), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("deleted_at", types.Instant(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["hardware_id"], ["hardware.id"], name=op.f("fk_certificates_hardware_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_certificates_owner_id")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_certificates_vendor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("uid", name=op.f("uq_certificates_uid")),
    )
    op.create_index(
        "ix_certificates_deleted_at",
        "certificates",
        ["deleted_at"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.create_index("ix_certificates_expires_on_id", "certificates", ["expires_on", "id"], unique=False)
    op.create_index(op.f("ix_certificates_hardware_id"), "certificates", ["hardware_id"], unique=False)
    op.create_index(op.f("ix_certificates_owner_id"), "certificates", ["owner_id"], unique=False)
    op.create_index(op.f("ix_certificates_vendor_id"), "certificates", ["vendor_id"], unique=False)
