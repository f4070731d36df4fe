"""
${message}.

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
"""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Change the tables; batch mode is not used, because it would drop what refers to them."""
    ${upgrades if upgrades else "raise NotImplementedError"}
