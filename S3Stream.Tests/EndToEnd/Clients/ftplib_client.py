"""What a program on Python's ftplib does, each step checked. Arguments: port, remote directory, local directory."""
import ftplib
import io
import os
import sys

port, folder, local = int(sys.argv[1]), sys.argv[2], sys.argv[3]
NAMES = {"plain.dat": os.urandom(70_001), "two words (1).txt": b"twelve bytes", "\u00fcml\u00e4ut-\u65e5\u672c.txt": b"x" * 333, "empty": b""}


def fetch(ftp, name, rest=None):
    parts = []
    ftp.retrbinary("RETR " + name, parts.append, rest=rest)
    return b"".join(parts)


def refused(code, call, *arguments):
    try:
        call(*arguments)
    except ftplib.error_perm as refusal:
        assert str(refusal).startswith(code), refusal
    else:
        raise AssertionError(f"{call} {arguments} was not refused")


ftp = ftplib.FTP(encoding="utf-8")
ftp.connect("127.0.0.1", port, timeout=60)
assert ftp.getwelcome().startswith("220")
ftp.login()
ftp.cwd(folder)
assert ftp.pwd() == folder

# put, get, list
assert ftp.mkd("sub") == folder + "/sub"
for name, content in NAMES.items():
    ftp.storbinary("STOR sub/" + name, io.BytesIO(content))
    assert fetch(ftp, "sub/" + name) == content, name
    assert ftp.size("sub/" + name) == len(content)
assert sorted(ftp.nlst("sub")) == sorted("sub/" + name for name in NAMES)
assert ftp.nlst() == ["sub"]
assert sorted(name for name, facts in ftp.mlsd("sub", ["type", "size"]) if facts["type"] == "file") == sorted(NAMES)
lines = []
ftp.dir("sub", lines.append)
assert len(lines) == len(NAMES) and all(line.startswith("-rw") for line in lines), lines

# what NLST tells is what RETR takes, from a directory and from a pattern
ftp.storbinary("STOR plain.dat", io.BytesIO(b"another of the same name"))
for asked in ("sub", "sub/*", folder + "/sub", folder + "/sub/p*"):
    assert fetch(ftp, [name for name in ftp.nlst(asked) if name.endswith("plain.dat")][0]) == NAMES["plain.dat"], asked
assert ftp.nlst("sub/*.dat") == ["sub/plain.dat"]
assert ftp.nlst("*.dat") == ["plain.dat"]
refused("550", ftp.nlst, "*.none")

# text, resume, append
ftp.storlines("STOR text", io.BytesIO(b"one\ntwo\n"))
lines = []
ftp.retrlines("RETR text", lines.append)
assert lines == ["one", "two"], lines
ftp.voidcmd("TYPE I")
assert fetch(ftp, "sub/plain.dat", rest=50_000) == NAMES["plain.dat"][50_000:]
ftp.storbinary("STOR half", io.BytesIO(NAMES["plain.dat"][:30_000]))
ftp.storbinary("STOR half", io.BytesIO(NAMES["plain.dat"][30_000:]), rest=30_000)
assert fetch(ftp, "half") == NAMES["plain.dat"]
ftp.storbinary("APPE half", io.BytesIO(b"tail"))
assert fetch(ftp, "half") == NAMES["plain.dat"] + b"tail"

# rename, delete
ftp.rename("half", "whole")
refused("550", ftp.size, "half")
ftp.delete("whole")
refused("550", ftp.delete, "whole")
refused("550", ftp.rmd, "sub")
for name in ftp.nlst("sub"):
    ftp.delete(name)
ftp.rmd("sub")
refused("550", ftp.cwd, "sub")
assert ftp.sendcmd("XPWD").startswith("257 ")

# active mode
ftp.set_pasv(False)
assert fetch(ftp, "plain.dat") == b"another of the same name"
ftp.quit()
print("all is well")
