-- The part of a table that one shard of a cluster holds, the same on each of its replicas.
create table ${database}.${table} ${on_cluster} (
${columns}
) engine = ReplicatedMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}') order by (${order})
