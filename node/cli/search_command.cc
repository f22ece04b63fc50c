#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "node/cli/commands.h"
#include "node/http/message.h"
#include "node/search/facet.h"

namespace passerelle::cli {
namespace {

// What was typed: the words, and the options by parameter of the route.
struct Typed {
  std::string words;
  std::map<std::string, std::vector<std::string>> options;
  bool known = false;
};

std::string target_of(const Typed& typed) {
  std::string target = "/api/v1/catalogue/search?words=" + http::percent_encoded(typed.words);
  for (const auto& [name, values] : typed.options) {
    if (values.empty()) continue;
    std::string joined;
    for (const auto& value : values) joined += (joined.empty() ? "" : "|") + value;
    target += "&" + name + "=" + http::percent_encoded(joined);
  }
  if (typed.known) target += "&peers=known";
  return target;
}

std::string in_language(const Json& texts, const std::string& language) {
  for (const auto& wanted : {language, std::string("en"), std::string()}) {
    if (texts.contains(wanted)) return texts.at(wanted).get<std::string>();
  }
  return texts.empty() ? std::string() : texts.begin()->get<std::string>();
}

void print_facets(const Json& facets) {
  for (const auto& facet : facets) {
    if (facet.at("values").empty()) continue;
    std::cout << facet.at("name").get<std::string>() << ": ";
    const char* comma = "";
    for (const auto& value : facet.at("values")) {
      std::cout << comma << value.at("value").get<std::string>() << " (" << value.at("count")
                << ")";
      comma = ", ";
    }
    const auto more = facet.at("distinct").get<std::size_t>() - facet.at("values").size();
    if (more > 0) std::cout << ", and " << more << " more";
    std::cout << "\n";
  }
}

void print_results(const Json& answer, const std::string& language) {
  std::cout << answer.at("total") << " datasets\n";
  for (const auto& correction : answer.at("corrections")) {
    std::cout << "nobody writes \"" << correction.at("typed").get<std::string>()
              << "\"; looked for \"" << correction.at("used").get<std::string>() << "\"\n";
  }
  for (const auto& result : answer.at("results")) {
    std::cout << "\n"
              << in_language(result.at("title"), language) << "\n  "
              << result.at("node").get<std::string>() << "  "
              << result.at("dataset").get<std::string>() << "\n";
  }
  std::cout << "\n";
  print_facets(answer.at("facets"));
  for (const auto& [node, why] : answer.at("not_reached").items()) {
    std::cout << node << " did not answer: " << why.get<std::string>() << "\n";
  }
}

}  // namespace

void add_search_command(Commands& commands, CLI::App* catalogue, const Options& options) {
  const auto typed = std::make_shared<Typed>();
  auto* search = commands.add(catalogue, "search", "search the datasets of all nodes",
                              [typed, &options](Session& session) -> Result<Json> {
                                auto answer = session.get(target_of(*typed));
                                if (!answer || options.json) return answer;
                                print_results(*answer, options.language);
                                return Json();
                              });
  search->add_option("WORDS", typed->words,
                     "words that must all be there, \"phrases\"; the last word may be unfinished");
  const auto add = [&](std::string name, const char* help) {
    auto option = name;
    std::ranges::replace(option, '_', '-');
    search->add_option("--" + option, typed->options[std::move(name)], help);
  };
  for (std::size_t i = 0; i < search::kFacets; ++i) {
    add(std::string(search::name_of(search::facet_at(i))),
        "only datasets with this value; several times for one of several");
  }
  add("all_variables", "only datasets with this variable, and all others named so");
  add("from", "data of this year, month or day, or later");
  add("to", "data of this year, month or day, or earlier");
  add("age_from", "people of this age, or older");
  add("age_to", "people of this age, or younger");
  add("sort", "relevance, modified, title or title:LANGUAGE");
  add("first", "number of the first result, from 0");
  add("size", "how many results, at most 100");
  add("facet_size", "how many values of each facet");
  search->add_flag("--known", typed->known, "do not ask the peers; search what is known of them");
}

}  // namespace passerelle::cli
