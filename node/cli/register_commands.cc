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
  show->add_option("ID", words->id, "id of the application")->required();
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
  biennial->add_option("--from", words->from, "first day, 2029-03-26")->required();
  biennial->add_option("--to", words->until, "the day after the last")->required();
}

}  // namespace passerelle::cli
