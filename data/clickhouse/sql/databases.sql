-- Grain: one row per database of the atlas: finished, begun, or the shards of one. Size in bytes on disk of this node.
select
    d.name as name,
    coalesce(sum(p.rows), 0) as row_count,
    coalesce(sum(p.bytes_on_disk), 0) as bytes_on_disk
from system.databases as d
left join system.parts as p on d.name = p.database and p.active
where startsWith(d.name, 'atlas_') or startsWith(d.name, 'loading_atlas_') or startsWith(d.name, 'shards_atlas_')
group by d.name
order by d.name
