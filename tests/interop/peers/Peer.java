// The peer Java, which uses nothing but the JDK: `java Peer.java`. lines.js describes the requests and replies.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.PSource;

public class Peer {
    /** A member of a JSON object whose values are strings and integers. All requests to this peer are such objects. */
    private static final Pattern MEMBER =
        Pattern.compile("\"(\\w+)\":(?:\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"|([0-9]+))");

    private final Map<String, String> request = new HashMap<>();
    private static KeyFactory rsa;

    public static void main(String[] arguments) throws Exception {
        rsa = KeyFactory.getInstance("RSA");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = lines.readLine()) != null; ) {
            try {
                System.out.println("{\"result\":" + new Peer(line).answer() + "}");
            } catch (Exception error) { // The error fails the cell that sent the request.
                System.out.println("{\"error\":" + quoted(error.toString()) + "}");
            }
            System.out.flush();
        }
    }

    private Peer(String line) {
        MEMBER.matcher(line).results().forEach(member -> {
            String text = member.group(2);
            request.put(member.group(1), text == null ? member.group(3) : text.replace("\\n", "\n"));
        });
    }

    private String answer() throws Exception {
        switch (request.get("action")) {
            case "version":
                return quoted(System.getProperty("java.version"));
            case "generate": {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(Integer.parseInt(request.get("bits")));
                byte[] der = generator.generateKeyPair().getPrivate().getEncoded();
                String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
                return quoted("-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
            }
            case "write":
                return quoted(base64(write()));
            case "read":
                return read();
            case "encrypt":
                return quoted(base64(oaep(Cipher.ENCRYPT_MODE).doFinal(bytes("data"))));
            case "decrypt":
                return quoted(base64(oaep(Cipher.DECRYPT_MODE).doFinal(bytes("data"))));
            default:
                throw new IllegalArgumentException("there is no such action");
        }
    }

    private byte[] write() throws Exception {
        RSAPrivateCrtKey key = privateKey(der());
        if (request.get("container").equals("SPKI")) {
            return rsa.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())).getEncoded();
        }
        if (!request.containsKey("kdf")) return key.getEncoded();
        String prf = request.get("prf").replace("-", "");
        String name = "PBEWithHmac" + prf + "AndAES_" + request.get("cipher").substring(4, 7);
        byte[] salt = new byte[16];
        new java.security.SecureRandom().nextBytes(salt);
        PBEKeySpec passphrase = new PBEKeySpec(request.get("passphrase").toCharArray());
        Cipher cipher = Cipher.getInstance(name);
        int iterations = Integer.parseInt(request.get("iterations"));
        cipher.init(
            Cipher.ENCRYPT_MODE,
            SecretKeyFactory.getInstance(name).generateSecret(passphrase),
            new PBEParameterSpec(salt, iterations));
        // Older versions of Java know no object identifier for `name`, and encode the parameters only as "PBES2".
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
        parameters.init(cipher.getParameters().getEncoded());
        return new EncryptedPrivateKeyInfo(parameters, cipher.doFinal(key.getEncoded())).getEncoded();
    }

    private String read() throws Exception {
        byte[] data = bytes("data");
        if (request.get("container").equals("SPKI")) {
            RSAPublicKey key = publicKey(data);
            return "{\"n\":" + number(key.getModulus()) + ",\"e\":" + number(key.getPublicExponent()) + "}";
        }
        if (request.containsKey("passphrase")) data = decrypted(data);
        RSAPrivateCrtKey key = privateKey(data);
        return "{\"n\":" + number(key.getModulus()) + ",\"e\":" + number(key.getPublicExponent())
            + ",\"d\":" + number(key.getPrivateExponent()) + "}";
    }

    /** Decrypts an encrypted PKCS #8. The method `toString` of PBES2 parameters returns the name of the algorithm. */
    private byte[] decrypted(byte[] data) throws Exception {
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(data);
        String name = info.getAlgParameters().toString();
        PBEKeySpec passphrase = new PBEKeySpec(request.get("passphrase").toCharArray());
        Cipher cipher = Cipher.getInstance(name);
        cipher.init(
            Cipher.DECRYPT_MODE,
            SecretKeyFactory.getInstance(name).generateSecret(passphrase),
            info.getAlgParameters());
        return info.getKeySpec(cipher).getEncoded();
    }

    private Cipher oaep(int mode) throws Exception {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        OAEPParameterSpec parameters = new OAEPParameterSpec(
            request.get("hash"),
            "MGF1",
            new MGF1ParameterSpec(request.get("mgfHash")),
            new PSource.PSpecified(bytes("label")));
        cipher.init(mode, mode == Cipher.ENCRYPT_MODE ? publicKey(der()) : privateKey(der()), parameters);
        return cipher;
    }

    private byte[] der() {
        return Base64.getMimeDecoder().decode(request.get("key").replaceAll("-----[^-]*-----", ""));
    }

    private byte[] bytes(String name) {
        return Base64.getDecoder().decode(request.get(name));
    }

    private static RSAPrivateCrtKey privateKey(byte[] der) throws Exception {
        return (RSAPrivateCrtKey) rsa.generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static RSAPublicKey publicKey(byte[] der) throws Exception {
        return (RSAPublicKey) rsa.generatePublic(new X509EncodedKeySpec(der));
    }

    /** A number in base64url, as in a JWK. */
    private static String number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        byte[] magnitude = java.util.Arrays.copyOfRange(bytes, from, bytes.length);
        return quoted(Base64.getUrlEncoder().withoutPadding().encodeToString(magnitude));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
