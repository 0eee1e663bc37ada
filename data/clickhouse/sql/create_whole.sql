-- A table that stands whole on every node of a cluster: all nodes are replicas of one another.
create table ${database}.${table} ${on_cluster} (
${columns}
) engine = ReplicatedMergeTree('/clickhouse/tables/{uuid}/whole', '{shard}-{replica}') order by (${order})
