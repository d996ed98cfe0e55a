// RSASSA-PSS of the JDK: `java Signatures.java` answers each line `sign|HASH|SALT|KEY|MESSAGE` with a signature, and
// `verify|HASH|SALT|KEY|MESSAGE|SIGNATURE` with true or false. Keys are DER, and all bytes in base64.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

public class Signatures {
    public static void main(String[] arguments) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        for (String line; (line = lines.readLine()) != null; ) {
            String[] parts = line.split("\\|");
            Signature pss = Signature.getInstance("RSASSA-PSS");
            MGF1ParameterSpec mgf = new MGF1ParameterSpec(parts[1]);
            pss.setParameter(new PSSParameterSpec(parts[1], "MGF1", mgf, Integer.parseInt(parts[2]), 1));
            if (parts[0].equals("sign")) {
                pss.initSign(rsa.generatePrivate(new PKCS8EncodedKeySpec(bytes(parts[3]))));
                pss.update(bytes(parts[4]));
                System.out.println(Base64.getEncoder().encodeToString(pss.sign()));
            } else {
                pss.initVerify(rsa.generatePublic(new X509EncodedKeySpec(bytes(parts[3]))));
                pss.update(bytes(parts[4]));
                System.out.println(pss.verify(bytes(parts[5])));
            }
        }
    }

    private static byte[] bytes(String text) {
        return Base64.getDecoder().decode(text);
    }
}
