import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import software.amazon.event.ruler.Machine;

/** Reads a line {pattern, events}, prints a line: for each event true or false, or what the pattern is refused for. */
public class Matches {
  public static void main(String[] arguments) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream output = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      JsonNode question = mapper.readTree(line);
      output.println(answer(mapper, question.get("pattern"), question.get("events")));
    }
    output.flush();
  }

  private static String answer(ObjectMapper mapper, JsonNode pattern, JsonNode events) throws Exception {
    Machine machine = new Machine();
    try {
      machine.addRule("rule", pattern.toString());
    } catch (Exception refusal) {
      return mapper.writeValueAsString(refusal.getMessage());
    }
    StringJoiner matches = new StringJoiner(",", "[", "]");
    for (JsonNode event : events) {
      matches.add(String.valueOf(!machine.rulesForJSONEvent(event.toString()).isEmpty()));
    }
    return matches.toString();
  }
}
