-- Waits until every replica of a table has what one of them was given.
system sync replica ${on_cluster} ${database}.${table}
