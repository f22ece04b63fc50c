#include "metadata/profiles/profile.h"

#include <set>

#include "metadata/profiles/code_list.h"
#include "metadata/profiles/embedded.h"
#include "metadata/profiles/errors.h"
#include "metadata/profiles/rules.h"
#include "metadata/profiles/vocabulary.h"
#include "metadata/rdf/iri.h"
#include "node/crypto/digest.h"

namespace passerelle::profiles {
namespace {

// Relative IRIs in the files of packs; the name is reserved for examples (RFC 2606).
const std::string kBase = "https://passerelle.example/";

Error in_file(const std::string& file, const Error& error) {
  return Error{error.code, file + ": " + error.detail};
}

// Adds the triples of every file to the graph.
Result<void> read_into(rdf::Graph& graph, const std::vector<PackFile>& files) {
  for (const auto& file : files) {
    const auto dot = file.name.rfind('.');
    const auto syntax = rdf::syntax_of_extension(dot == std::string::npos
                                                     ? std::string_view()
                                                     : std::string_view(file.name).substr(dot + 1));
    if (!syntax)
      return Error{ProfileError::bad_pack, file.name + ": an extension of no RDF syntax"};
    rdf::ReadLimits limits;
    limits.bytes = file.bytes.size();
    const auto read = rdf::read_graph(file.bytes, *syntax, rdf::resolve(kBase, file.name), limits,
                                      graph.shared_dictionary());
    if (!read) return in_file(file.name, read.error());
    for (const auto& triple : read->all()) graph.add(triple);
  }
  graph.index();
  return {};
}

}  // namespace

Result<Profile> Profile::finished(State state) {
  auto compiled = shacl::Shapes::compile(state.shapes_graph);
  if (!compiled) return in_file(state.info.name, compiled.error());
  state.shapes = *std::move(compiled);
  return Profile(std::make_shared<const State>(std::move(state)));
}

Result<Profile> Profile::load(const Pack& pack) {
  const auto terms = std::make_shared<rdf::Dictionary>();
  State state{{pack.name, pack.release, pack.applies_to, digest(pack), false},
              rdf::Graph(terms),
              rdf::Graph(terms),
              std::nullopt,
              Glossary::built_in()};
  if (auto read = read_into(state.shapes_graph, pack.shapes); !read) return read.error();
  if (auto read = read_into(state.vocabularies, pack.background); !read) return read.error();
  for (const auto& file : pack.messages) {
    if (auto added = state.glossary.add_table(file.name, file.bytes); !added) return added.error();
  }
  return finished(std::move(state));
}

const Profile& Profile::built_in() {
  static const Profile profile = [] {
    const auto terms = std::make_shared<rdf::Dictionary>();
    const auto table = parse_rules(kBuiltInTable, embedded(kBuiltInTable)).value();
    State state{{table.profile, table.release, {{}, table.access_rights}, {}, true},
                rdf::Graph(terms),
                rdf::Graph(terms),
                std::nullopt,
                Glossary::built_in()};
    std::map<std::string, std::string, std::less<>> schemes;
    std::string all_files;
    constexpr std::string_view kFolder = "codes/", kEnding = ".csv";
    for (const auto& file : embedded_files()) {
      all_files.append(file.text);
      if (!file.name.starts_with(kFolder)) continue;
      auto scheme = add_code_list(file.name, file.text, state.vocabularies).value();
      auto list = file.name.substr(kFolder.size());
      list.remove_suffix(kEnding.size());
      if (!scheme.empty()) schemes.emplace(list, std::move(scheme));
    }
    state.vocabularies.index();
    state.info.digest = crypto::sha256_hex(all_files);
    const auto shapes = shapes_of(table, schemes).value();
    state.shapes_graph.merge(shapes);
    state.shapes_graph.index();
    return finished(std::move(state)).value();
  }();
  return profile;
}

Result<rdf::Graph> Profile::read(std::string_view document,
                                 rdf::Syntax syntax,
                                 std::string_view base,
                                 const rdf::ReadLimits& limits) const {
  return rdf::read_graph(document, syntax, base, limits,
                         std::make_shared<rdf::Dictionary>(shapes().dictionary()));
}

rdf::Graph Profile::adopt(const rdf::Graph& graph) const {
  rdf::Graph copy(std::make_shared<rdf::Dictionary>(shapes().dictionary()));
  copy.merge(graph);
  copy.index();
  return copy;
}

Result<shacl::Report> Profile::validate(const rdf::Graph& data,
                                        const shacl::ValidationLimits& limits) const {
  return shacl::validate(shapes(), data, &vocabularies(), limits);
}

Result<shacl::Report> Profile::validate_part(const rdf::Graph& data,
                                             std::span<const rdf::Iri> other_datasets) const {
  if (other_datasets.empty()) return validate(data);
  auto known = data;
  std::set<rdf::TermId> others;
  for (const auto& dataset : other_datasets) {
    known.add(dataset, kType, rdf::Iri{kDataset});
    others.insert(known.shared_dictionary()->iri(dataset.text));
  }
  known.index();
  const auto report = validate(known);
  if (!report) return report;
  return report->without(others);
}

}  // namespace passerelle::profiles
