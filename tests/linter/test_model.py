from mooring import Mention, Role, Source, Span


def mention(**given):
    return Mention(
        Source("a.yaml", b"image: nginx:1"), Span(7, 14), "nginx:1", scanner="compose", where="image", **given
    )


def test_a_copy_has_the_changes_and_all_else():
    one = mention(parts={"whole": Span(7, 14)}, styles={"tag": "plain"}, hints=("production",), platform="linux/arm64")
    copy = one.replace(role=Role.CACHE, reason="it names a build cache")
    assert copy == mention(
        parts={"whole": Span(7, 14)},
        styles={"tag": "plain"},
        hints=("production",),
        platform="linux/arm64",
        role=Role.CACHE,
        reason="it names a build cache",
    )
    assert one.role is Role.PULL


def test_a_copy_reads_the_reference_again_only_where_that_is_another():
    one = mention()
    assert one.replace(where="other").reference is one.reference
    assert one.replace(resolved="redis:8").reference.repository == "library/redis"
    assert one.replace(resolved=None).reference is None
