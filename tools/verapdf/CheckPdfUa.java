import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;

/** Checks PDF files against veraPDF's PDF/UA-1 profile; prints what fails and how often; exits with 1 if anything does. */
public final class CheckPdfUa {
  private static final String PROFILE = "org/verapdf/pdfa/validation/PDFUA-1.xml";

  public static void main(String[] files) throws Exception {
    LogManager.getLogManager().reset();
    VeraGreenfieldFoundryProvider.initialise();
    ValidationProfile profile;
    try (InputStream xml = CheckPdfUa.class.getClassLoader().getResourceAsStream(PROFILE)) {
      profile = Profiles.profileFromXml(xml);
    }
    int wrong = 0;
    for (String file : files) {
      try (InputStream pdf = new FileInputStream(file);
          PDFAParser parser = Foundries.defaultInstance().createParser(pdf, PDFAFlavour.PDFUA_1)) {
        ValidationResult result = ValidatorFactory.createValidator(profile, false).validate(parser);
        wrong += result.isCompliant() ? 0 : 1;
        System.out.printf("%s  %,d checks  %s%n", result.isCompliant() ? "ok   " : "WRONG", result.getTotalAssertions(), file);
        failures(result).forEach((rule, times) -> System.out.printf("       %d times: %s%n", times, rule));
      }
    }
    System.out.printf("%d of %d files pass all %d rules of PDF/UA-1.%n", files.length - wrong, files.length, profile.getRules().size());
    System.exit(wrong == 0 ? 0 : 1);
  }

  private static Map<String, Integer> failures(ValidationResult result) {
    Map<String, Integer> times = new TreeMap<>();
    for (TestAssertion assertion : result.getTestAssertions()) {
      if (assertion.getStatus() == TestAssertion.Status.FAILED) {
        String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
        times.merge(rule + " " + assertion.getMessage(), 1, Integer::sum);
      }
    }
    return times;
  }
}
