-- A table on one node.
create table ${database}.${table} (
${columns}
) engine = MergeTree order by (${order})
