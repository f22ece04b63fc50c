#include "metadata/profiles/profile.h"

#include <doctest/doctest.h>

#include <ostream>
#include <string>

#include "metadata/profiles/errors.h"
#include "metadata/profiles/pack_folder_test.h"
#include "node/base/format_examples_test.h"

namespace passerelle::profiles {
namespace {

Pack pack(std::string shapes, std::string background = {}, std::string messages = {}) {
  Pack made{"test/1", "1", {}, {{"shapes.ttl", std::move(shapes)}}, {}, {}};
  if (!background.empty()) made.background.push_back({"background.nt", std::move(background)});
  if (!messages.empty()) made.messages.push_back({"words.table", std::move(messages)});
  return made;
}

constexpr auto kShapes =
    "@prefix sh: <http://www.w3.org/ns/shacl#> . <#S> a sh:NodeShape ; sh:targetClass <urn:C> ; "
    "sh:property [ "
    "sh:path <urn:p> ; sh:class <urn:D> ] .";

TEST_CASE("the files of a pack are one graph of shapes and one of vocabularies") {
  auto made =
      pack(kShapes, "<urn:known> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:D> .\n");
  made.shapes.push_back({"more/more.ttl",
                         "@prefix sh: <http://www.w3.org/ns/shacl#> . "
                         "<https://passerelle.example/shapes.ttl#S> sh:property [ sh:path <urn:q> "
                         "; sh:minCount 1 ] ."});
  const auto profile = Profile::load(made);
  REQUIRE_MESSAGE(profile.has_value(), profile.error().text());
  const auto data =
      profile->read("<urn:a> a <urn:C> ; <urn:p> <urn:known> , <urn:other> .", rdf::Syntax::turtle);
  REQUIRE(data.has_value());
  const auto report = profile->validate(*data);
  REQUIRE(report.has_value());
  CHECK(report->findings().size() == 2);  // <urn:other> is no D, <urn:q> is missing
}

TEST_CASE("blank nodes of two files of a pack, and of the data, are different nodes") {
  const auto profile = Profile::load(
      pack(kShapes, "_:x <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:D> .\n"));
  REQUIRE(profile.has_value());
  const auto data = profile->read("_:x a <urn:C> ; <urn:p> _:x .", rdf::Syntax::turtle);
  CHECK(profile->validate(*data)->counts().violations == 1);
}

TEST_CASE("a graph that was read elsewhere gives the same report") {
  const auto profile = Profile::load(pack(kShapes));
  REQUIRE(profile.has_value());
  const auto graph = rdf::read_graph("<urn:a> a <urn:C> ; <urn:p> _:x .", rdf::Syntax::turtle);
  CHECK(profile->validate(*graph)->counts().violations == 1);
  const auto adopted = profile->adopt(*graph);
  CHECK(adopted.size() == graph->size());
  CHECK(profile->validate(adopted)->counts().violations == 1);
}

TEST_CASE("a dataset that is described elsewhere is known to be one, and not validated here") {
  const auto profile = Profile::load(pack(
      "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
      "<#S> a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:property [ sh:path <urn:source> ; "
      "sh:class dcat:Dataset ] , [ sh:path <urn:title> ; sh:minCount 1 ] ."));
  REQUIRE(profile.has_value());
  const auto data = profile->read(
      "<urn:a> a <http://www.w3.org/ns/dcat#Dataset> ; <urn:source> <urn:b> , <urn:c> .",
      rdf::Syntax::turtle);
  REQUIRE(data.has_value());
  CHECK(profile->validate_part(*data, {})->counts().violations == 3);
  const auto report = profile->validate_part(*data, std::vector{rdf::Iri{"urn:b"}});
  REQUIRE(report.has_value());
  CHECK(report->counts().violations == 2);  // <urn:a> has no title, <urn:c> is no dataset
  CHECK(data->size() == 3);
}

TEST_CASE("a file that cannot be read is named") {
  const auto broken = Profile::load(pack("nonsense"));
  REQUIRE_FALSE(broken.has_value());
  CHECK(broken.error().detail.starts_with("shapes.ttl: line 1"));
  auto unknown = pack(kShapes);
  unknown.background.push_back({"list.docx", ""});
  CHECK(Profile::load(unknown).error().code == make_error_code(ProfileError::bad_pack));
  CHECK(Profile::load(pack(kShapes, {}, "nonsense\n")).error().code ==
        make_error_code(ProfileError::bad_table));
}

TEST_CASE("messages of a pack are the profile's words") {
  const auto profile = Profile::load(pack(kShapes, {}, "term | de\n<urn:p> | Eigenschaft\n"));
  REQUIRE_MESSAGE(profile.has_value(), profile.error().text());
  CHECK(profile->glossary().name("urn:p", "de") == "Eigenschaft");
}

TEST_CASE("the example of FORMAT.md is a pack") {
  const auto example = [](const char* mark) {
    return format_examples("metadata/profiles", mark).at(0) + "\n";
  };
  const PackFolder folder;
  folder.write("pack.json", example("json"));
  folder.write("shapes.ttl", kShapes);
  folder.write("vocabularies/colours.nt", "");
  folder.write("words.table", example("names"));
  auto read = read_pack(folder.path());
  REQUIRE_MESSAGE(read.has_value(), read.error().text());
  read->messages.push_back({"more.table", example("messages")});
  const auto profile = Profile::load(*read);
  REQUIRE_MESSAGE(profile.has_value(), profile.error().text());
  CHECK(profile->info().name == "example/1.0");
  const std::string colour = "https://profile.example/terms#colour";
  CHECK(profile->glossary().name(colour, "de") == "Farbe");
  CHECK(profile->glossary().advice("https://profile.example/terms#Thing", colour, "", "fr") ==
        "Choisissez une couleur dans la liste.");
}

TEST_CASE("the built-in profile loads without a notice and wants a dataset") {
  const auto& profile = Profile::built_in();
  CHECK(profile.shapes().notices().empty());
  CHECK(profile.info().applies_to.access_rights ==
        std::vector<std::string>{
            "http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC"});
  const auto data =
      profile.read("<urn:a> a <http://www.w3.org/ns/dcat#Catalog> .", rdf::Syntax::turtle);
  const auto report = profile.validate(*data);
  REQUIRE(report.has_value());
  CHECK(report->dictionary().text(report->findings().back().focus).empty() == false);
  CHECK(report->has_violations());
  // A report speaks of the shapes even when nobody else keeps the profile.
  CHECK(&Profile::built_in() == &profile);
}

}  // namespace
}  // namespace passerelle::profiles
