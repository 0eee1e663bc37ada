-- A finished snapshot depends on no other file.
detach previous
