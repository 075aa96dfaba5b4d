using Xunit;

namespace S3Stream.Tests.GridFtp.Commands;

/// <summary>
/// What clients may send and what they must hear, a row for each form of each command. Lines before the last, cut by <c> | </c>, prepare;
/// <c>{f}</c> is a directory with the nine bytes 123456789 in <c>file</c> and one byte in <c>dir/inner</c>. The pattern is for the whole
/// reply, lines joined by LF.
/// </summary>
internal static class CommandReferenceRows
{
    private const string Ok = "^250 OK\\.$";
    private const string Syntax = "^501 Syntax error in parameters or arguments\\.$";
    private const string Missing =
        "^550-GlobusError: v=1 c=PATH_NOT_FOUND\n550-GridFTP-Errno: 2\n" +
        "550-GridFTP-Reason: .*\n550-GridFTP-Error-String: No such file or directory\n550 End\\.$";
    private const string IsDirectory = "^550-GlobusError: v=1 c=IS_A_DIRECTORY\n550-GridFTP-Errno: 21\n(.*\n)+550 End\\.$";
    private const string Unsupported =
        "^550-GlobusError: v=1 c=NOT_IMPLEMENTED\n550-GridFTP-Errno: 95\n" +
        "550-GridFTP-Reason: .{10,}\n550-GridFTP-Error-String: Operation not supported\n550 End\\.$";
    private const string DirectoryExists =
        "^550-GlobusError: v=1 c=PATH_EXISTS\n550-GridFTP-Errno: 17\n550-GridFTP-Reason: .*\n550-GridFTP-Error-String: File exists\n550 "
            + "End\\.$";

    private const string Facts =
        " Type=file;Modify=\\d{14};Size=9;Perm=\\w+;UNIX\\.mode=0644;UNIX\\.owner=anonymous;UNIX\\.group=anonymous;Unique=[^; ]+; "
            + "{f}/file\n";

    private const string Children = " Type=cdir;.*; \\.\n Type=pdir;.*; \\.\\.\n Type=dir;.*; dir\n Type=file;.*; file\n";
    private const string ListedFile = " -rw-r--r-- +1 anonymous anonymous +9 \\w{3} [ \\d]\\d \\d\\d:\\d\\d file\n";

    private const string NoHash =
        "^504 SHA1 cannot be compared before the object appears; use MD5, ADLER32, CRC32, CRC32C, CRC64NVME, or CKSM SHA1 after the "
            + "transfer\\.$";

    private const string Buffer = "^200 Site Command Successful\\.$";

    public static IReadOnlyList<(string Lines, string Reply)> Files { get; } =
    [
        ("PWD", "^257 \"/\" is current directory\\.$"),
        ("CWD {f} | PWD", "^257 \"{f}\" is current directory\\.$"),
        ("CWD {f}", "^250 CWD command successful\\.$"),
        ("CWD ~", "^250 CWD command successful\\.$"),
        ("CWD {f}/file", "^550-GlobusError: v=1 c=NOT_A_DIRECTORY\n(.*\n)+550-GridFTP-Error-String: Not a directory\n550 End\\.$"),
        ("CWD {f}/none", Missing),
        ("CWD {f} | CDUP", "^250 CDUP command successful\\.$"),
        ("XPWD", "^257 \"/\" is current directory\\.$"),
        ("XCWD {f} | XPWD", "^257 \"{f}\" is current directory\\.$"),
        ("XCWD {f}/none", Missing),
        ("XCWD {f}/dir | XCUP | PWD", "^257 \"{f}\" is current directory\\.$"),
        ("XMKD {f}/new", "^257 \"{f}/new\" created\\.$"),
        ("XMKD {f}/dir", DirectoryExists),
        ("XMKD {f}/new | XRMD {f}/new", Ok),
        ("XRMD {f}/none", Missing),
        ("CLNT NcFTP 3.2.6 linux-x86_64-glibc2.36", "^200 Noted\\.$"),
        ("REIN", "^502 Command not implemented: open another connection to log in again\\.$"),
        ("ACCT x", "^502 Command not implemented: .{10,}$"),
        ("SMNT /x", "^502 Command not implemented: .{10,}$"),
        ("STOU", "^502 Command not implemented: .{10,}$"),
        ("SIZE {f}/file", "^213 9$"),
        ("SIZE {f}", "^213 0$"),
        ("SIZE {f}/none", Missing),
        ("MDTM {f}/file", "^213 20\\d{12}$"),
        ("MDTM {f}/dir", "^213 20\\d{12}$"),
        ("MDTM {f}/none", Missing),
        ("MFMT 20200102030405 {f}/file", "^213 Modify=20200102030405; {f}/file$"),
        ("MFMT 20200102030405.5 {f}/file", "^213 Modify=20200102030405\\.5; {f}/file$"),
        ("MFMT 20200102030405 {f}/file | MFMT 20200102030405 {f}/./file", "^213 Modify=20200102030405; {f}/file$"),
        ("MFMT 20200102030405 {f}/file | MDTM {f}/file", "^213 20200102030405$"),
        ("MFMT 20200102030405 {f}/file | MLST {f}/file", "^250-status of {f}/file\n Type=file;Modify=20200102030405;Size=9;"),
        ("MFMT 20200102030405 {f}/file | CKSM CRC64NVME 0 -1 {f}/file", "^213 ae8b14860a799888$"),
        ("MFMT yesterday {f}/file", "^501 Invalid command arguments\\.$"),
        ("MFMT 20200102030405", "^501 Invalid command arguments\\.$"),
        ("MFMT 20200102030405 {f}/none", Missing),
        ("MFMT 20200102030405 {f}/dir", IsDirectory),
        ("SITE UTIME 20200102030405 {f}/file", Ok),
        ("SITE UTIME 20200102030405 {f}/file | MDTM {f}/file", "^213 20200102030405$"),
        ("SITE UTIME 2020 {f}/file", "^501 Invalid command arguments\\.$"),
        ("MLST {f}/file", "^250-status of {f}/file\n" + Facts + "250 End\\.$"),
        ("MLST {f}/dir", "^250-status of {f}/dir\n Type=dir;.*; {f}/dir\n250 End\\.$"),
        ("OPTS MLST Size; | MLST {f}/file", "^250-status of {f}/file\n Size=9; {f}/file\n250 End\\.$"),
        ("OPTS MLST Type;X.count; | MLSC {f}", "^250-Contents of {f}\n Type=cdir;X.count=4; \\.\n Type=pdir; \\.\\.\n Type=dir; dir\n "
            + "Type=file; file\n250 End\\.$"),
        ("OPTS MLST Type;X.count; | MLST {f}", "^250-status of {f}\n Type=dir; {f}\n250 End\\.$"),
        ("MLST {f}/none", Missing),
        ("MLSC {f}", "^250-Contents of {f}\n" + Children + "250 End\\.$"),
        ("MLSC {f}/file", "^550-GlobusError: v=1 c=NOT_A_DIRECTORY\n"),
        ("STAT {f}", "^213-status of {f}\n drwxr-xr-x .* dir\n" + ListedFile + "213 End\\.$"),
        ("STAT {f}/*", Missing), // only LIST and NLST take patterns
        ("MLST {f}/*", Missing),
        ("DELE {f}/*", Missing),
        ("STAT", "^212-GridFTP server status\\.\n(.*\n)+212 End\\.$"),
        ("MKD {f}/new/", "^257 \"{f}/new\" created\\.$"),
        ("MKD {f}/dir", DirectoryExists),
        ("MKD {f}/file", DirectoryExists),
        ("MKD {f}/new | RMD {f}/new", Ok),
        ("RMD {f}/dir", "^550-GlobusError: .*\n(.*\n)+550-GridFTP-Error-String: Directory not empty\n550 End\\.$"),
        ("RMD {f}/none", Missing),
        ("DELE {f}/file", Ok),
        ("DELE {f}/none", Missing),
        ("DELE {f}/dir", IsDirectory),
        ("RNFR {f}/file", "^350 OK\\. Send RNTO with destination name\\.$"),
        ("RNFR {f}/file | RNTO {f}/moved", Ok),
        ("RNFR {f}/dir | RNTO {f}/moved", Ok),
        ("RNFR {f}/none", Missing),
        ("RNTO {f}/moved", "^503 Send RNFR first\\.$"),
        ("CKSM MD5 0 -1 {f}/file", "^213 25f9e794323b453885f5181f1b624d0b$"),
        ("CKSM adler32 0 -1 {f}/file", "^213 091e01de$"),
        ("CKSM CRC32 0 -1 {f}/file", "^213 cbf43926$"),
        ("CKSM CRC32C 0 -1 {f}/file", "^213 e3069283$"),
        ("CKSM SHA1 0 -1 {f}/file", "^213 f7c3bc1d808e04732adf679965ccc34ca7ae3441$"),
        ("CKSM SHA256 0 -1 {f}/file", "^213 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225$"),
        ("CKSM SHA512 0 -1 {f}/file", "^213 d9e6762dd1c8eaf6[0-9a-f]{112}$"),
        ("CKSM ADLER32 20 -1 {f}/file", "^213 00000001$"),
        ("CKSM MD5 9 5 {f}/file", "^213 d41d8cd98f00b204e9800998ecf8427e$"),
        ("CKSM WHIRLPOOL 0 -1 {f}/file", "^504 Unknown checksum algorithm requested\\.$"),
        ("CKSM MD5 0 -1 {f}/none", Missing),
        ("CKSM MD5 0 -1 {f}/dir", IsDirectory),
        ("SCKS ADLER32 091e01de", "^200 OK\\.$"),
        ("SCKS MD5 25f9e794323b453885f5181f1b624d0b", "^200 OK\\.$"),
        ("SCKS MD5 25f9e794", Syntax),
        ("SCKS SHA1 f7c3bc1d808e04732adf679965ccc34ca7ae3441", NoHash),
        ("SCKS ADLER32 xyz", Syntax),
        ("SCKS WHIRLPOOL 00", "^504 "),
    ];

    public static IReadOnlyList<(string Lines, string Reply)> Site { get; } =
    [
        ("SITE HELP", "^214-The following commands are recognized:\n(.*\n)*.*RETRBUFSIZE(.*\n)*214 End$"),
        ("SITE HELP STOR", "^214-Help for STOR:\n STOR <sp> path\n214 End$"),
        ("SITE CLIENTINFO scheme=gsiftp;appname=\"x\";", Ok),
        ("SITE TASKID 7b", Ok),
        ("SITE WHOAMI", "^200 anonymous$"),
        ("SITE VERSION", "^200 S3Stream \\d"),
        ("SITE STORATTR modify=20200102030405;", Ok),
        ("SITE STORATTR modify=now;", Syntax),
        ("SITE STORATTR mode=0644;", "^504 STORATTR MODE: only modify= has a meaning on S3\\.$"),
        ("SITE RDEL {f}/dir", Ok),
        ("SITE RDEL {f}/none", Missing),
        ("SITE SBUF 65536", Buffer),
        ("SITE RETRBUFSIZE 65536", Buffer),
        ("SITE RBUFSZ 65536", Buffer),
        ("SITE RBUFSIZ 65536", Buffer),
        ("SITE STORBUFSIZE 65536", Buffer),
        ("SITE SBUFSZ 65536", Buffer),
        ("SITE SBUFSIZ 65536", Buffer),
        ("SITE BUFSIZE 65536", "^500 Invalid command\\.$"),
        ("SITE SETNETSTACK tcp", Ok),
        ("SITE SETNETSTACK udt", Unsupported),
        ("SITE SETDISKSTACK default", Ok),
        ("SITE DSI file", Unsupported),
        ("SITE CHMOD 640 {f}/file", Unsupported),
        ("SITE CHGRP users {f}/file", Unsupported),
        ("SITE SYMLINKFROM {f}/file", Unsupported),
        ("SITE SYMLINKTO {f}/link", Unsupported),
        ("SITE TRNC 0 {f}/file", Unsupported),
        ("SITE CHROOT {f}", Unsupported),
        ("SITE UPAS", Unsupported),
        ("SITE UPRT x", Unsupported),
        ("SITE AUTHZ_ASSERT x", Unsupported),
        ("SITE RESTRICT R/", Unsupported),
        ("SITE SHARING x", Unsupported),
        ("SITE HTTP x", Unsupported),
        ("SITE FAULT x", "^500 Invalid command\\.$"),
        ("SITE USAGE {f}", "^500 Invalid command\\.$"),
    ];

    public static IReadOnlyList<(string Lines, string Reply)> Transfers { get; } =
    [
        ("RETR {f}/file", "^425 "),
        ("PASV | RETR {f}/none", Missing),
        ("PASV | RETR {f}/dir", "^550-"),
        ("MODE E | PASV | RETR {f}/file", "^425 .*in MODE E the sender of data connects; use PORT or SPOR before RETR\\.$"),
        ("MODE E | PORT 127,0,0,1,200,10 | STOR {f}/new", "^425 .*in MODE E the sender of data connects; use PASV before STOR\\.$"),
        ("PASV | STOR {f}/\u0007/../../../..", IsDirectory),
        ("STOR {f}/new", "^425 "),
        ("APPE {f}/file", "^425 "),
        ("ERET P 0 5 {f}/file", "^425 "),
        ("PASV | ERET X 0 5 {f}/file", "^504 ERET X: only the partial retrieve module P is known\\.$"),
        ("PASV | ERET P 0 {f}/file", "^501 Syntax: ERET P offset length path\\.$"),
        ("PASV | ESTO X 0 {f}/file", "^504 ESTO X: only the adjusted store module A is known\\.$"),
        ("PASV | ESTO A {f}/file", "^501 Syntax: ESTO A offset path\\.$"),
        ("PASV | REST 5 | APPE {f}/file", "^503 REST before APPE has no meaning; use REST with STOR\\.$"),
        ("PASV | REST 20 | RETR {f}/file", "^554 "),
        ("PASV | REST 20 | STOR {f}/file", "^553-GlobusError: v=1 c=APPEND_NOT_SUPPORTED\n"),
        ("TYPE A | PASV | REST 5 | RETR {f}/file", "^504 "),
        ("PASV | LIST {f}/none", Missing),
        ("PASV | LIST {f}/*.none", Missing),
        ("PASV | NLST {f}/*.none", Missing),
        ("PASV | NLST {f}/f[!a-z]le", Missing),
        ("PASV | NLST {f}/none/*", Missing),
        ("PASV | NLST {f}/file/*", Missing),
        ("PASV | NLST /none/*", "^550-"),
        ("PASV | NLST /*none", Missing),
        ("PASV | NLST {f}/*/inner", Missing), // only the last component is a pattern
        ("PASV | MLSD {f}/d*", Missing), // RFC 3659 2.2.2
        ("PASV | RETR {f}/f*", Missing),
        // scenario 53
        ("PASV | NLST {f}/*/../*/../{a,b}{a,b}{a,b}", Missing),
        ("PASV | NLST {f}/*f*i*l*e*f*i*l*e*f*i*l*e*f*i*l*e*f*i*l*e*f*i*l*e*f*i*l*e*", Missing),
        ("PASV | MLSD {f}/none", Missing),
        ("PASV | MLSD {f}/file", "^550-GlobusError: v=1 c=NOT_A_DIRECTORY\n"),
        ("PASV | MLSR {f}/none", Missing),
        ("PASV", "^227 Entering Passive Mode \\(127,0,0,1,\\d+,\\d+\\)$"),
        ("EPSV", "^229 Entering Extended Passive Mode \\(\\|\\|\\|\\d+\\|\\)$"),
        ("EPSV ALL | PASV", "^5\\d\\d .*EPSV"),
        ("EPSV ALL | SPAS", "^5\\d\\d .*EPSV"),
        ("EPSV ALL | PORT 127,0,0,1,200,10", "^503 EPSV ALL is in effect; use EPSV\\.$"),
        ("EPSV ALL | EPRT |1|127.0.0.1|5282|", "^503 EPSV ALL is in effect; use EPSV\\.$"),
        ("EPSV ALL | EPSV", "^229 "),
        ("SPAS", "^229-Entering Striped Passive Mode\\.\n 127,0,0,1,\\d+,\\d+\n229 End$"),
        ("OPTS PASV AllowDelayed=1; | PASV", "^200 Passive delayed\\.$"),
        ("OPTS PASV AllowDelayed=1; | PASV | RETR {f}/none", Missing),
        ("OPTS SPAS AllowDelayed=1; | SPAS", "^200 Passive delayed\\.$"),
        ("PORT 127,0,0,1,200,10", "^200 PORT Command successful\\.$"),
        ("PORT 127,0,0,1", "^501 Illegal PORT command\\.$"),
        ("EPRT |1|127.0.0.1|5282|", "^200 PORT Command successful\\.$"),
        ("EPRT |9|127.0.0.1|5282|", "^522 Network protocol not supported, use \\(1,2\\)\\.$"),
        ("SPOR 127,0,0,1,200,10", "^200 PORT Command successful\\.$"),
    ];

    public static IReadOnlyList<(string Lines, string Reply)> All { get; } = [.. Files, .. Site, .. Transfers];

    public static TheoryData<string, string> ToTheory()
    {
        var data = new TheoryData<string, string>();
        foreach ((string lines, string reply) in All)
        {
            data.Add(lines, reply);
        }

        return data;
    }
}
