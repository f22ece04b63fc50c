#include "node/service/access/register.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "node/service/access/case_store.h"
#include "node/service/access/register_export.h"
#include "node/service/errors.h"
#include "policies/documents/messages.h"
#include "policies/form/definition.h"
#include "policies/register/entry.h"

namespace passerelle::service {
namespace {

constexpr std::size_t kEntriesOnPage = 50;

Json entry_of(const Case& one, Instant now) {
  return public_register::entry(form::current_form(), one.application.current(), one.file,
                                one.procedure, now);
}

std::string lowered(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

bool is_text(const Json& entry, const char* field, const std::string& wanted) {
  const auto found = entry.find(field);
  return wanted.empty() || (found != entry.end() && *found == wanted);
}

bool has_dataset(const Json& entry, const std::string& wanted) {
  if (wanted.empty()) return true;
  const auto datasets = entry.find("datasets");
  return datasets != entry.end() && std::ranges::any_of(*datasets, [&](const Json& dataset) {
           return dataset.at("id") == wanted;
         });
}

bool says(const Json& entry, const std::string& text) {
  if (text.empty()) return true;
  const auto wanted = lowered(text);
  return std::ranges::any_of(
      std::array{"title", "summary", "organisation", "datasets"}, [&](const char* field) {
        const auto found = entry.find(field);
        if (found == entry.end()) return false;
        const auto flat = found->flatten();
        return std::ranges::any_of(flat, [&](const Json& value) {
          return value.is_string() &&
                 lowered(value.get<std::string>()).find(wanted) != std::string::npos;
        });
      });
}

bool fits(const Json& entry, const RegisterWish& wish) {
  return is_text(entry, "state", wish.state) && is_text(entry, "country", wish.country) &&
         is_text(entry, "purpose", wish.purpose) && has_dataset(entry, wish.dataset) &&
         says(entry, wish.text);
}

// Counts on with every event of any case.
Result<std::int64_t> version_of_cases(store::Reader& reader) {
  const auto row = reader.query_one("select coalesce(max(rowid), 0) from case_events");
  if (!row) return row.error();
  return (*row)->integer(0);
}

Result<RegisterShelf::Entries> all_entries(Node& node) {
  return node.database.read([&](store::Reader& reader) -> Result<RegisterShelf::Entries> {
    const auto version = version_of_cases(reader);
    if (!version) return version.error();
    const auto now = node.now();
    if (auto kept = node.register_shelf.find(*version, now)) return kept;
    const auto cases = all_cases(reader);
    if (!cases) return cases.error();
    std::vector<Json> entries;
    for (const auto& one : *cases) entries.push_back(entry_of(one, now));
    auto made = std::make_shared<const std::vector<Json>>(std::move(entries));
    node.register_shelf.keep(*version, now, made);
    return made;
  });
}

Result<std::vector<Json>> entries(Node& node, const RegisterWish& wish) {
  const auto all = all_entries(node);
  if (!all) return all.error();
  std::vector<Json> shown;
  std::ranges::copy_if(**all, std::back_inserter(shown),
                       [&](const Json& entry) { return fits(entry, wish); });
  return shown;
}

}  // namespace

Result<Page> page_of(const std::string& text, std::size_t entries, std::size_t on_page) {
  Page page;
  if (!text.empty()) {
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, page.number);
    if (read.ec != std::errc() || read.ptr != end || page.number == 0) {
      return Error{ServiceError::bad_request, "page: a number from 1 is expected"};
    }
  }
  page.pages = std::max<std::size_t>(1, (entries + on_page - 1) / on_page);
  if (page.number > page.pages) {
    return Error{ServiceError::not_found, "the register has no such page"};
  }
  page.begin = (page.number - 1) * on_page;
  page.end = std::min(entries, page.number * on_page);
  return page;
}

Result<Json> list_register(Node& node, const RegisterWish& wish) {
  auto shown = entries(node, wish);
  if (!shown) return shown.error();
  const auto page = page_of(wish.page, shown->size(), kEntriesOnPage);
  if (!page) return page.error();
  Json list = Json::array();
  for (auto i = page->begin; i < page->end; ++i) list.push_back(std::move((*shown)[i]));
  return Json{
      {"entries", list}, {"total", shown->size()}, {"page", page->number}, {"pages", page->pages}};
}

Result<std::string> register_csv(Node& node, const RegisterWish& wish) {
  const auto shown = entries(node, wish);
  if (!shown) return shown.error();
  return csv_of(*shown);
}

Result<std::string> register_turtle(Node& node, const RegisterWish& wish) {
  const auto shown = entries(node, wish);
  if (!shown) return shown.error();
  return turtle_of(*shown, node.config.public_url + "/register/");
}

Result<Json> show_register_entry(Node& node, const ApplicationId& id) {
  return node.database.read([&](store::Reader& reader) -> Result<Json> {
    const auto one = find_case(reader, id);
    if (!one) return one.error();
    return entry_of(*one, node.now());
  });
}

Result<Json> register_information(Node& node) {
  const auto procedure =
      node.database.read([&](store::Reader& reader) { return procedure_in_force(node, reader); });
  if (!procedure) return procedure.error();
  const auto& text = procedure->text();
  const auto body = std::ranges::find(text.bodies, text.body, &procedure::Body::id);
  const auto& contact = node.config.register_contact;
  Json legal = text.legal_refs;
  legal.insert(legal.begin(), "Regulation (EU) 2025/327, chapter IV");
  return Json{{"legal_basis", legal},
              {"measures", documents::in_both("register.measures")},
              {"rights", documents::in_both("register.rights")},
              {"exercise", documents::in_both("register.exercise")},
              {"body",
               {{"id", text.body},
                {"name", body->name},
                {"country", text.country},
                {"node", node.config.name},
                {"address", node.config.public_url},
                {"contact", contact == kNoContact ? Json() : Json(contact)}}},
              {"who_has_access", node.config.public_url + "/register"},
              {"fees", {{"currency", text.fees.currency}, {"text", text.fees.text}}},
              {"appeal", text.appeal},
              {"publication",
               {{"application", calendar::text_of(text.publication.application)},
                {"decision", calendar::text_of(text.publication.decision)}}}};
}

}  // namespace passerelle::service
