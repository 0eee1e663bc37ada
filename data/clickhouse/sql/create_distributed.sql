-- The whole of a table whose parts lie on the shards; rows that are written go to the shard of their key.
create table ${database}.${table} ${on_cluster} (
${columns}
) engine = Distributed(${cluster}, ${parts}, ${table}, cityHash64(${shard}))
