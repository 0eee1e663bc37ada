-- Takes rows that follow as a stream of Arrow into a table; the columns are those of the rows.
insert into ${table} (${columns}) format ArrowStream
