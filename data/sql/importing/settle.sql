-- Rows that an error stopped leave the staging tables, all rows that their line made.
delete from staged.source
using finding
where
    staged.source.place_id = finding.place_id
    and staged.source.line = finding.line
    and finding.severity = 'error';

delete from staged.stat
using finding
where
    staged.stat.place_id = finding.place_id
    and staged.stat.line = finding.line
    and finding.severity = 'error';

delete from staged.cross_check
using finding
where
    staged.cross_check.place_id = finding.place_id
    and staged.cross_check.line = finding.line
    and finding.severity = 'error';

delete from staged.agency
using finding
where
    staged.agency.place_id = finding.place_id
    and staged.agency.line = finding.line
    and finding.severity = 'error';

delete from staged.agency_year
using finding
where
    staged.agency_year.place_id = finding.place_id
    and staged.agency_year.line = finding.line
    and finding.severity = 'error';

delete from staged.branch
using finding
where
    staged.branch.place_id = finding.place_id
    and staged.branch.line = finding.line
    and finding.severity = 'error';

delete from staged.service_offer
using finding
where
    staged.service_offer.place_id = finding.place_id
    and staged.service_offer.line = finding.line
    and finding.severity = 'error';

delete from staged.cluster
using finding
where
    staged.cluster.place_id = finding.place_id
    and staged.cluster.line = finding.line
    and finding.severity = 'error';

delete from staged.cluster_year
using finding
where
    staged.cluster_year.place_id = finding.place_id
    and staged.cluster_year.line = finding.line
    and finding.severity = 'error';

delete from staged.cluster_target
using finding
where
    staged.cluster_target.place_id = finding.place_id
    and staged.cluster_target.line = finding.line
    and finding.severity = 'error';

delete from staged.cluster_event
using finding
where
    staged.cluster_event.place_id = finding.place_id
    and staged.cluster_event.line = finding.line
    and finding.severity = 'error';

delete from staged.cluster_member
using finding
where
    staged.cluster_member.place_id = finding.place_id
    and staged.cluster_member.line = finding.line
    and finding.severity = 'error';

delete from staged.assistance_pair
using finding
where
    staged.assistance_pair.place_id = finding.place_id
    and staged.assistance_pair.line = finding.line
    and finding.severity = 'error';

delete from staged.joint_project
using finding
where
    staged.joint_project.place_id = finding.place_id
    and staged.joint_project.line = finding.line
    and finding.severity = 'error';
