"""The statements that make the database of a snapshot: on one node, or replicated and spread over a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.clickhouse.names import LOADING, SHARDS, database_of
from data.clickhouse.shapes import Shape, text
from data.clickhouse.statements import quoted, statement


@dataclass(frozen=True)
class Layout:
    """Where a snapshot goes: its database, the one it is loaded into, and the cluster if there is one."""

    snapshot_id: str
    cluster: str | None = None

    @property
    def database(self) -> str:
        """The database that the app takes, once it is there."""
        return database_of(self.snapshot_id)

    @property
    def loading(self) -> str:
        """The database that is loaded into: nothing of the app takes one of that name."""
        return LOADING + self.database

    @property
    def shards(self) -> str:
        """The database that holds the parts of the spread tables, on each node its own."""
        return SHARDS + self.database

    def removing(self, *databases: str) -> list[str]:
        """The statements that drop databases where they are there."""
        return [
            statement("drop_database", database=quoted(name), on_cluster=self._on_cluster) for name in databases
        ]

    def preparing(self) -> list[str]:
        """The statements that remove what an earlier load may have left and make the empty databases."""
        databases = [self.loading] if self.cluster is None else [self.shards, self.loading]
        making = [
            statement("create_database", database=quoted(name), on_cluster=self._on_cluster) for name in databases
        ]
        return [*self.removing(*databases), *making]

    def creating(self, tables: Sequence[Shape]) -> list[str]:
        """The statements that make the empty tables and the view."""
        made = [one for table in tables for one in self._table(table)]
        types = {column.name: column.data_type for table in tables if table.name == "stat" for column in table.columns}
        columns = {name: types[name] for name in ("region_code", "year", "metric", "layer", "qualifier")}
        view = statement(
            "create_figure", database=quoted(self.loading), renamed=quoted(self.database), on_cluster=self._on_cluster,
            **columns,
        )  # fmt: skip
        return [*made, view]

    def finishing(self, tables: Sequence[Shape]) -> list[str]:
        """The statements before the checks: on a cluster every replica catches up first."""
        if self.cluster is None:
            return []
        return [
            statement("synchronise", database=quoted(self.shards if table.shard else self.loading),
                      table=quoted(table.name), on_cluster=self._on_cluster)
            for table in tables
        ]

    def publishing(self) -> str:
        """The statement that makes the load visible, whole, at once."""
        return statement(
            "rename_database", database=quoted(self.loading), renamed=quoted(self.database),
            on_cluster=self._on_cluster,
        )  # fmt: skip

    @property
    def _on_cluster(self) -> str:
        return "" if self.cluster is None else f"on cluster {quoted(self.cluster)}"

    def _table(self, table: Shape) -> list[str]:
        if self.cluster is None:
            return [statement("create_table", database=quoted(self.loading), **table.slots)]
        if table.shard is None:
            return [
                statement("create_whole", database=quoted(self.loading), on_cluster=self._on_cluster, **table.slots)
            ]
        part = statement("create_shard", database=quoted(self.shards), on_cluster=self._on_cluster, **table.slots)
        whole = statement(
            "create_distributed", database=quoted(self.loading), table=quoted(table.name), columns=table.definitions,
            on_cluster=self._on_cluster, cluster=text(self.cluster), parts=text(self.shards), shard=quoted(table.shard),
        )  # fmt: skip
        return [part, whole]
