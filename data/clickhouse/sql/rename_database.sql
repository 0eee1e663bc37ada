-- The one step that makes a load visible.
rename database ${database} to ${renamed} ${on_cluster}
