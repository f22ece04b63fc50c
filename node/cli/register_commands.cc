// The public register and the report that is made from the same cases.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "node/cli/commands.h"
#include "node/http/url.h"
#include "node/service/home.h"

namespace passerelle::cli {
namespace {

struct RegisterWords {
  std::string id, state, country, purpose, dataset, text, page, format, out, from, until;
};

std::string list_address(const RegisterWords& words) {
  const auto with = [](const char* name, const std::string& value) {
    return std::string("&") + name + "=" + http::percent_encoded(value);
  };
  return "/register?format=" + http::percent_encoded(words.format) + with("state", words.state) +
         with("country", words.country) + with("purpose", words.purpose) +
         with("dataset", words.dataset) + with("q", words.text) + with("page", words.page);
}

void add_filters(CLI::App* command, const std::shared_ptr<RegisterWords>& words) {
  command->add_option("--state", words->state, "of the case: processing, granted, …");
  command->add_option("--country", words->country, "FR, FI, …");
  command->add_option("--purpose", words->purpose, "53-1-e-i, …");
  command->add_option("--dataset", words->dataset, "its IRI");
  command->add_option("--text", words->text, "in title, summary, organisation or dataset");
}

void add_activity(Commands& commands, CLI::App* reports) {
  struct ActivityWords {
    std::string kind, day, text, currency;
    std::int64_t count = 1, cents = 0;
  };
  const auto words = std::make_shared<ActivityWords>();
  auto* record =
      commands.add(reports, "record", "record what no case tells: an audit, a fine, a publication",
                   [words](Session& session) {
                     Json activity{{"kind", words->kind},
                                   {"day", words->day},
                                   {"text", words->text},
                                   {"count", words->count}};
                     if (words->cents != 0) activity["cents"] = words->cents;
                     if (!words->currency.empty()) activity["currency"] = words->currency;
                     return session.post("/api/v1/reports/activities", activity);
                   });
  record
      ->add_option("--kind", words->kind,
                   "fine, user_audit, environment_audit, person_request, engagement, payment,"
                   " peer_reviewed, policy_document, regulatory_procedure, digital_product,"
                   " artificial_intelligence")
      ->required();
  record->add_option("--day", words->day, "when it was, 2029-03-26")->required();
  record->add_option("--text", words->text, "a sentence for the report, without personal data")
      ->required();
  record->add_option("--count", words->count, "of what it tells; 1 if not told");
  record->add_option("--cents", words->cents, "the amount of a fine or payment, in hundredths");
  record->add_option("--currency", words->currency, "EUR, DKK, …");
}

}  // namespace

void add_register_commands(Commands& commands) {
  const auto words = std::make_shared<RegisterWords>();
  auto* group = commands.group(commands.top(), "register", "what everybody may know of cases");
  auto* list = commands.add(group, "list", "entries of the register", [words](Session& session) {
    words->format = "json";
    return session.get(list_address(*words));
  });
  add_filters(list, words);
  list->add_option("--page", words->page, "50 entries each, from 1");
  auto* show = commands.add(group, "show", "one entry", [words](Session& session) {
    return session.get("/register/" + http::percent_encoded(words->id));
  });
  auto* numbers = commands.add(
      group, "numbers", "every number that left this node for an application",
      [words](Session& session) {
        return session.get("/register/" + http::percent_encoded(words->id) + "/numbers");
      });
  for (auto* one : {show, numbers}) {
    one->add_option("ID", words->id, "id of the application")->required();
  }
  auto* out = commands.add(
      group, "export", "write the register to a file", [words](Session& session) -> Result<Json> {
        const auto response = session.ask(http::Method::get, list_address(*words), {}, "*/*");
        if (!response) return response.error();
        if (auto written = service::write_text_file(words->out, response->body); !written) {
          return written.error();
        }
        return Json{{"written", words->out}};
      });
  add_filters(out, words);
  out->add_option("--format", words->format, "csv, turtle or json (one page)")
      ->required()
      ->check(CLI::IsMember({"csv", "turtle", "json"}));
  out->add_option("--out", words->out, "where to")->required();

  auto* reports = commands.group(commands.top(), "report", "reports of the body");
  auto* biennial = commands.add(
      reports, "biennial", "the activity report of Art. 59(1)", [words](Session& session) {
        return session.get("/api/v1/reports/biennial?from=" + http::percent_encoded(words->from) +
                           "&until=" + http::percent_encoded(words->until));
      });
  commands.add(reports, "activities", "what was recorded for the report",
               [](Session& session) { return session.get("/api/v1/reports/activities"); });
  add_activity(commands, reports);
  biennial->add_option("--from", words->from, "first day, 2029-03-26")->required();
  biennial->add_option("--to", words->until, "the day after the last")->required();
}

}  // namespace passerelle::cli
