#include "metadata/profiles/aliases.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "metadata/profiles/embedded.h"
#include "metadata/profiles/sheet.h"

namespace passerelle::profiles {

Result<Aliases> Aliases::parse(std::string_view name, std::string_view table) {
  const auto sheet = Sheet::parse(name, table, '|');
  if (!sheet) return sheet.error();
  if (auto fits = sheet->expect({"old", "new"}); !fits) return fits.error();
  Aliases aliases;
  for (const auto& row : sheet->rows()) {
    auto from = sheet->iri(row.cells[0], row.line), to = sheet->iri(row.cells[1], row.line);
    if (!from) return from.error();
    if (!to) return to.error();
    aliases.aliases_.push_back({*std::move(from), *std::move(to)});
  }
  std::sort(
      aliases.aliases_.begin(), aliases.aliases_.end(), [](const Alias& left, const Alias& right) {
        return std::tuple(right.from.size(), left.from) < std::tuple(left.from.size(), right.from);
      });
  return aliases;
}

const Aliases& Aliases::built_in() {
  static const Aliases aliases = parse("aliases.table", embedded("aliases.table")).value();
  return aliases;
}

std::string Aliases::today(std::string_view iri) const {
  const auto found = std::find_if(aliases_.begin(), aliases_.end(), [iri](const Alias& alias) {
    return iri.starts_with(alias.from);
  });
  if (found == aliases_.end()) return std::string(iri);
  return found->to + std::string(iri.substr(found->from.size()));
}

Aliases::Renamed Aliases::apply(const rdf::Graph& graph) const {
  auto& dictionary = *graph.shared_dictionary();
  Renamed renamed{rdf::Graph(graph.shared_dictionary()), {}};
  for (const auto& [prefix, name_space] : graph.prefixes()) {
    renamed.graph.set_prefix(prefix, today(name_space));
  }
  std::map<rdf::TermId, rdf::TermId> names;  // of every IRI met, to what it is today
  std::map<std::string, Renamed::Name> changed;
  const auto current = [&](rdf::TermId term) {
    if (dictionary.kind(term) != rdf::TermKind::iri) return term;
    const auto [entry, is_new] = names.emplace(term, term);
    if (is_new) entry->second = dictionary.iri(today(dictionary.text(term)));
    if (entry->second != term) {
      const std::string from(dictionary.text(term));
      auto& name = changed[from];
      name = {from, std::string(dictionary.text(entry->second)), name.times + 1};
    }
    return entry->second;
  };
  for (const auto& triple : graph.all()) {
    const auto subject = current(triple.subject);
    renamed.graph.add(rdf::TripleIds{subject, triple.predicate, current(triple.object)});
  }
  renamed.graph.index();
  for (auto& [from, name] : changed) renamed.names.push_back(std::move(name));
  return renamed;
}

}  // namespace passerelle::profiles
