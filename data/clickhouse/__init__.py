"""ClickHouse beside DuckDB: address, client and loader. A snapshot `<id>` lies there in a database `atlas_<id>`."""
