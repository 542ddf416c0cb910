"""Heredocs: each case is a file and what is found in it."""

import pytest

CASES = [
    (
        "FROM nginx:1\nRUN <<EOF\nFROM redis:7\nCOPY --from=redis:7 a b\nEOF\nCOPY --from=busybox:1 a b\n",
        ["FROM nginx:1", "COPY --from busybox:1"],
    ),
    ("FROM nginx:1\nRUN <<'EOF'\nFROM redis:7\nEOF\nFROM busybox:1\n", ["FROM nginx:1", "FROM busybox:1"]),
    ('FROM nginx:1\nRUN <<"EOF"\nFROM redis:7\nEOF\nFROM busybox:1\n', ["FROM nginx:1", "FROM busybox:1"]),
    ("FROM nginx:1\nRUN <<-EOF\n\tFROM redis:7\n\tEOF\nFROM busybox:1\n", ["FROM nginx:1", "FROM busybox:1"]),
    ("FROM nginx:1\nRUN <<EOF\n\tEOF\nFROM redis:7\nEOF\nFROM busybox:1\n", ["FROM nginx:1", "FROM busybox:1"]),
    (
        "FROM nginx:1\nRUN cat <<A <<B > /x\nFROM redis:7\nA\nFROM redis:8\nB\nFROM busybox:1\n",
        ["FROM nginx:1", "FROM busybox:1"],
    ),
    ("FROM nginx:1\nCOPY <<EOF /Dockerfile\nFROM redis:7\nEOF\nFROM busybox:1\n", ["FROM nginx:1", "FROM busybox:1"]),
    ("FROM nginx:1\nCOPY --from=busybox:1 <<EOF /x\nFROM redis:7\nEOF\n", ["FROM nginx:1", "COPY --from busybox:1"]),
    (
        "FROM nginx:1\nCOPY <<a.txt <<'b.txt' /x/\nFROM redis:7\na.txt\nFROM redis:8\nb.txt\nFROM busybox:1\n",
        ["FROM nginx:1", "FROM busybox:1"],
    ),
    ("FROM nginx:1\nADD <<EOF /x\nFROM redis:7\nEOF\nFROM busybox:1\n", ["FROM nginx:1", "FROM busybox:1"]),
    ("FROM nginx:1\nRUN 3<<EOF cat /dev/fd/3\nFROM redis:7\nEOF\nFROM busybox:1\n", ["FROM nginx:1", "FROM busybox:1"]),
    ("FROM nginx:1\nRUN << EOF\nFROM redis:7\nEOF\nFROM busybox:1\n", ["FROM nginx:1", "FROM busybox:1"]),
    ('FROM nginx:1\nRUN <<E"O"F\nFROM redis:7\nEOF\nFROM busybox:1\n', ["FROM nginx:1", "FROM busybox:1"]),
    ("FROM nginx:1\nRUN <<EOF\nline \\\nEOF\nFROM busybox:1\n", ["FROM nginx:1", "FROM busybox:1"]),
    (
        "FROM nginx:1\nRUN python3 <<EOF && \\\n  ls\nFROM redis:7\nEOF\nFROM busybox:1\n",
        ["FROM nginx:1", "FROM busybox:1"],
    ),
    ("FROM nginx:1\nRUN <<EOF\r\nFROM redis:7\r\nEOF\r\nFROM busybox:1\r\n", ["FROM nginx:1", "FROM busybox:1"]),
    ("FROM nginx:1\nRUN cat > Dockerfile <<EOF\nFROM redis:7\nEOF", ["FROM nginx:1"]),
    ("FROM nginx:1\nRUN cat <<< EOF\nFROM busybox:1\n", ["FROM nginx:1", "FROM busybox:1"]),
    ("FROM nginx:1\nRUN echo '<<EOF'\nFROM busybox:1\n", ["FROM nginx:1", "FROM busybox:1"]),
    ('FROM nginx:1\nRUN echo "<<EOF"\nFROM busybox:1\n', ["FROM nginx:1", "FROM busybox:1"]),
    ("FROM nginx:1\nRUN echo it\\'s a<<EOF\nFROM busybox:1\n", ["FROM nginx:1", "FROM busybox:1"]),
    ("FROM nginx:1\nRUN echo it's <<EOF\nFROM busybox:1\n", ["FROM nginx:1", "FROM busybox:1"]),
    ('FROM nginx:1\nRUN ["cat", "<<EOF"]\nFROM busybox:1\n', ["FROM nginx:1", "FROM busybox:1"]),
    ("FROM nginx:1\nRUN echo $((1<<3))\nFROM busybox:1\n", ["FROM nginx:1", "FROM busybox:1"]),
    ("FROM nginx:1\nRUN echo \\<<EOF\nFROM busybox:1\n", ["FROM nginx:1", "FROM busybox:1"]),
    ("FROM nginx:1\nCMD cat <<EOF\nFROM busybox:1\n", ["FROM nginx:1", "FROM busybox:1"]),
    ("FROM nginx:1\nENTRYPOINT cat <<EOF\nFROM busybox:1\n", ["FROM nginx:1", "FROM busybox:1"]),
    ("FROM nginx:1\nRUN echo ${x^^} <<EOF\nFROM busybox:1\n", ["FROM nginx:1", "FROM busybox:1"]),
    ("FROM nginx:1\nRUN <<${X:-EOF}\nFROM busybox:1\n", ["FROM nginx:1", "FROM busybox:1"]),
    ('FROM nginx:1\nRUN <<""\nFROM busybox:1\n', ["FROM nginx:1", "FROM busybox:1"]),
    (
        "FROM nginx:1\nRUN <<EOF\nFROM redis:7\n",
        ["FROM nginx:1", "line 2: the heredoc is not ended by a line with `EOF` alone; add it"],
    ),
    (
        "FROM nginx:1\nRUN echo $(( 1 << 3 ))\nFROM busybox:1\n",
        ["FROM nginx:1", "line 2: the heredoc is not ended by a line with `3` alone; add it"],
    ),
    (
        "FROM nginx:1\nCOPY a <<EOF\nEOF\n",
        ["FROM nginx:1", "line 2: the destination of COPY is a heredoc; write a path"],
    ),
]


@pytest.mark.parametrize(("content", "expected"), CASES)
def test_reads(read, pin_each, content, expected):
    assert read(content) == expected
    pin_each(content.encode())
