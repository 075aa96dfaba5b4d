import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;

/** What a program on Apache Commons Net does, each step checked. Arguments: port, remote directory. Run with java as it is. */
public class CommonsNetClient {
    private static final FTPClient ftp = new FTPClient();

    public static void main(String[] arguments) throws IOException {
        String folder = arguments[1];
        ftp.setControlEncoding("UTF-8");
        ftp.setAutodetectUTF8(true);
        ftp.connect("127.0.0.1", Integer.parseInt(arguments[0]));
        check(ftp.login("anonymous", "test@"), "login");
        check(ftp.setFileType(FTP.BINARY_FILE_TYPE), "binary");
        ftp.enterLocalPassiveMode();
        check(ftp.changeWorkingDirectory(folder), "cd");
        check(ftp.printWorkingDirectory().equals(folder), "pwd");

        byte[] plain = new byte[70_001];
        new Random(1).nextBytes(plain);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("plain.dat", plain);
        files.put("two words (1).txt", "twelve bytes".getBytes());
        files.put("\u00fcml\u00e4ut-\u65e5\u672c.txt", new byte[333]);
        files.put("empty", new byte[0]);

        // put, get, list
        check(ftp.makeDirectory("sub"), "mkdir");
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            store("sub/" + file.getKey(), file.getValue());
            check(Arrays.equals(file.getValue(), fetch("sub/" + file.getKey())), "bytes of " + file.getKey());
        }
        check(ftp.listNames("sub").length == 4, "names");
        FTPFile[] listed = ftp.listFiles("sub");
        check(listed.length == 4 && Arrays.stream(listed).anyMatch(f -> f.getName().equals("two words (1).txt") && f.getSize() == 12), "LIST");
        check(Arrays.stream(ftp.mlistDir("sub")).filter(FTPFile::isFile).count() == 4, "MLSD");
        check(ftp.mlistFile("sub/plain.dat").getSize() == 70_001, "MLST");

        // what NLST tells is what RETR takes, from a directory and from a pattern
        store("plain.dat", "another of the same name".getBytes());
        for (String asked : new String[] {"sub/*.dat", folder + "/sub/p*"}) {
            String[] names = ftp.listNames(asked);
            check(names.length == 1 && Arrays.equals(plain, fetch(names[0])), "names of " + asked);
        }
        check(ftp.listFiles("sub/*.txt").length == 2, "LIST of a pattern");
        check(ftp.listNames("*.none") == null && ftp.getReplyCode() == 550, "a pattern without match");

        // resume, append
        store("half", Arrays.copyOf(plain, 30_000));
        ftp.setRestartOffset(30_000);
        store("half", Arrays.copyOfRange(plain, 30_000, plain.length));
        check(Arrays.equals(plain, fetch("half")), "an upload that goes on");
        ftp.setRestartOffset(50_000);
        check(Arrays.equals(Arrays.copyOfRange(plain, 50_000, plain.length), fetch("half")), "a download that goes on");
        check(ftp.appendFile("half", new ByteArrayInputStream("tail".getBytes())), "append");
        check(fetch("half").length == plain.length + 4, "what was appended");

        // times, rename, delete
        check(ftp.setModificationTime("half", "20111213141516"), "MFMT");
        check(ftp.getModificationTime("half").equals("20111213141516"), "MDTM");
        check(ftp.rename("half", "whole") && ftp.deleteFile("whole") && !ftp.deleteFile("whole"), "rename and delete");
        check(!ftp.removeDirectory("sub"), "a directory with files stays");
        for (String name : ftp.listNames("sub")) {
            check(ftp.deleteFile(name), "delete " + name);
        }
        check(ftp.removeDirectory("sub"), "rmdir");
        check(!ftp.reinitialize() && ftp.getReplyCode() == 502, "REIN");

        // active mode
        ftp.enterLocalActiveMode();
        check(fetch("plain.dat").length == 24, "active mode");
        check(ftp.logout(), "logout");
        ftp.disconnect();
        System.out.println("all is well");
    }

    private static void store(String name, byte[] content) throws IOException {
        check(ftp.storeFile(name, new ByteArrayInputStream(content)), "store " + name);
    }

    private static byte[] fetch(String name) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        check(ftp.retrieveFile(name, content), "retrieve " + name);
        return content.toByteArray();
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what + ": " + ftp.getReplyString());
        }
    }
}
