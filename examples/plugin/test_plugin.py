"""The plugin's own tests, with the harness that Mooring ships."""

from acme_mooring.untrusted_mirror import UntrustedMirror

from mooring.testing import check_manual, mentions


def test_the_rule_keeps_its_manual_s_promises():
    check_manual(UntrustedMirror)


def test_fleet_files_are_read():
    found = mentions("acme.fleet", "# services\nweb nginx:1.29.3 # front\ndb\tpostgres\n")
    assert [(mention.where, mention.text) for mention in found] == [("web", "nginx:1.29.3"), ("db", "postgres")]
