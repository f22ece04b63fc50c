#include "policies/access/reading.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace passerelle::access {
namespace {

bool is_one_of(std::string_view characters, char c) {
  return characters.find(c) != std::string_view::npos;
}

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alphanumeric(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z') || is_digit(c); }

bool is_language(std::string_view tag) {
  return tag.size() >= 2 && tag.size() <= 3 && std::ranges::all_of(tag, is_lower);
}

}  // namespace

void read_each(Fields& fields,
               std::string_view name,
               const std::function<void(const Json&, const std::string&)>& read,
               std::size_t maximum) {
  const Json& list = fields.array(name);
  if (list.size() > maximum) fields.fail(name, "the list is too long");
  for (std::size_t i = 0; i < list.size() && !fields.failed(); ++i) {
    read(list[i], fields.path_of(name) + "/" + std::to_string(i));
  }
}

Texts read_texts(Fields& fields, std::string_view name) {
  Texts texts;
  for (const auto& [language, text] : fields.object(name).items()) {
    if (!is_language(language)) {
      fields.fail(name, shown(language) + " is no language code such as \"en\"");
    } else if (!text.is_string() || text.get_ref<const std::string&>().empty()) {
      fields.fail(name, "a text is expected for " + shown(language));
    } else {
      texts.emplace(language, text.get<std::string>());
    }
  }
  if (!texts.contains("en")) fields.fail(name, "a text in English (\"en\") is expected");
  return texts;
}

Json to_json(const Texts& texts) {
  Json object = Json::object();
  for (const auto& [language, text] : texts) object[language] = text;
  return object;
}

std::vector<Person> read_persons(Fields& fields, std::string_view name) {
  std::vector<Person> persons;
  read_each(fields, name, [&](const Json& item, const std::string& path) {
    Fields f(item, path);
    Person person;
    person.id = f.text("id");
    person.name = f.text("name");
    person.is_principal_investigator = f.boolean_or("principal_investigator", false);
    if (auto read = f.done(); !read) return fields.fail(read.error());
    persons.push_back(std::move(person));
  });
  return persons;
}

Json to_json(const std::vector<Person>& persons) {
  Json list = Json::array();
  for (const auto& person : persons) {
    list.push_back({{"id", person.id},
                    {"name", person.name},
                    {"principal_investigator", person.is_principal_investigator}});
  }
  return list;
}

std::vector<NodeId> read_nodes(Fields& fields, std::string_view name) {
  std::vector<NodeId> nodes;
  for (auto& text : fields.texts(name)) nodes.emplace_back(std::move(text));
  return nodes;
}

Json to_json(const std::vector<NodeId>& nodes) {
  Json list = Json::array();
  for (const auto& node : nodes) list.push_back(node.text());
  return list;
}

std::vector<Instant> read_instants(Fields& fields, std::string_view name) {
  std::vector<Instant> instants;
  for (const auto& text : fields.texts(name)) {
    const auto instant = parse_instant(text);
    if (instant) instants.push_back(*instant);
    else fields.fail(name, shown(text) + " is no time such as 2027-01-31T00:00:00Z");
  }
  return instants;
}

Json to_json(const std::vector<Instant>& instants) {
  Json list = Json::array();
  for (const auto instant : instants) list.push_back(to_text(instant));
  return list;
}

Pins read_pins(Fields& fields, std::string_view name) {
  Pins pins;
  Fields f(fields.object(name), fields.path_of(name));
  for (const auto& [node, list] : fields.object(name).items()) {
    auto digests = f.texts(node);
    if (digests.empty() || !std::ranges::all_of(digests, is_digest)) {
      f.fail(node, "one or more keys of 64 lower-case hex characters are expected");
    }
    pins.emplace(NodeId(node), std::move(digests));
  }
  if (auto read = f.done(); !read) fields.fail(read.error());
  return pins;
}

Json to_json(const Pins& pins) {
  Json object = Json::object();
  for (const auto& [node, digests] : pins) object[node.text()] = digests;
  return object;
}

std::string shown(std::string_view text) {
  constexpr std::size_t kShown = 200;
  std::size_t end = std::min(text.size(), kShown);
  // Not inside a character of UTF-8: its later bytes are 10xxxxxx.
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  std::string sentence = "\"";
  for (const char c : text.substr(0, end)) {
    sentence += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  }
  return sentence + "\"";
}

std::size_t count_words(std::string_view text) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool is_space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!is_space && !inside) ++words;
    inside = !is_space;
  }
  return words;
}

bool is_digest(std::string_view text) {
  return text.size() == 64 &&
         std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

bool is_account_of(std::string_view account, const NodeId& node) {
  const auto at = account.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64) return false;
  const auto name = account.substr(0, at);
  return account.substr(at + 1) == node.text() && std::ranges::all_of(name, [](char c) {
           return is_alphanumeric(c) || is_one_of("-._", c);
         });
}

bool is_identifier(std::string_view text) {
  return !text.empty() && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
    return is_alphanumeric(c) || is_one_of("-._:/", c);
  });
}

}  // namespace passerelle::access
