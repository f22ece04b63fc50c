#include "metadata/profiles/library.h"

#include <doctest/doctest.h>

#include <ostream>

#include "metadata/profiles/errors.h"
#include "metadata/profiles/pack_folder_test.h"
#include "metadata/shacl/errors.h"

namespace passerelle::profiles {
namespace {

constexpr auto kMinCountShapes =
    "@prefix sh: <http://www.w3.org/ns/shacl#> . <#S> a sh:NodeShape ; sh:targetClass <urn:C> ; "
    "sh:property [ "
    "sh:path <urn:p> ; sh:minCount 1 ] .";

struct Place {
  PackFolder folder;
  Library library{folder.path() / "home" / "profiles"};

  std::filesystem::path pack(const std::string& name,
                             const std::string& shapes = kMinCountShapes) const {
    folder.write("packs-in/" + name + "/shapes.ttl", shapes);
    folder.write("packs-in/" + name + "/pack.json",
                 pack_json(R"("shapes": ["shapes.ttl"])", "passerelle-profile/1", name));
    return folder.path() / "packs-in" / name;
  }
};

TEST_CASE("a library begins with the built-in profile") {
  const Place place;
  const auto profiles = place.library.list();
  REQUIRE(profiles.has_value());
  REQUIRE(profiles->size() == 1);
  CHECK(profiles->front().name == "healthdcat-ap/8");
  CHECK(profiles->front().is_built_in);
  CHECK(profiles->front().digest.size() == 64);
  CHECK(place.library.load("healthdcat-ap/8").has_value());
}

TEST_CASE("a pack is added, listed, loaded and removed without the folder it came from") {
  Place place;
  const auto source = place.pack("b/2");
  REQUIRE(place.library.add(source).has_value());
  REQUIRE(place.library.add(place.pack("a/1.0-x")).has_value());
  std::filesystem::remove_all(source);
  const auto profiles = place.library.list();
  REQUIRE(profiles.has_value());
  REQUIRE(profiles->size() == 3);
  CHECK((*profiles)[1].name == "a/1.0-x");
  CHECK((*profiles)[2].name == "b/2");
  CHECK((*profiles)[2].applies_to.conforms_to == std::vector<std::string>{"urn:profile"});

  const auto profile = place.library.load("b/2");
  REQUIRE_MESSAGE(profile.has_value(), profile.error().text());
  const auto data = profile->read("<urn:a> a <urn:C> .", rdf::Syntax::turtle);
  CHECK(profile->validate(*data)->counts().violations == 1);

  REQUIRE(place.library.remove("b/2").has_value());
  CHECK(place.library.list()->size() == 2);
  CHECK(place.library.load("b/2").error().code == make_error_code(ProfileError::unknown));
}

TEST_CASE("a name that is taken is refused, also the built-in one's") {
  Place place;
  REQUIRE(place.library.add(place.pack("b/2")).has_value());
  CHECK(place.library.add(place.pack("b/2")).error().code ==
        make_error_code(ProfileError::already_there));
  CHECK(place.library.add(place.pack("healthdcat-ap/8")).error().code ==
        make_error_code(ProfileError::already_there));
}

TEST_CASE("a pack that does not load is not installed") {
  Place place;
  CHECK(place.library.add(place.pack("b/2", "no turtle")).has_value() == false);
  const auto refused = place.library.add(
      place.pack("b/3",
                 "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:S> a sh:NodeShape ; "
                 "sh:minCount 1 ."));
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == make_error_code(shacl::ShaclError::bad_shape));
  CHECK(place.library.list()->size() == 1);
}

TEST_CASE("what is not installed cannot be removed, nor what is no name") {
  Place place;
  REQUIRE(place.library.add(place.pack("b/2")).has_value());
  for (const char* name : {"none", "healthdcat-ap/8", "", "..", ".", "b/../b/2", "b_2"}) {
    CHECK_MESSAGE(place.library.remove(name).error().code == make_error_code(ProfileError::unknown),
                  name);
  }
  CHECK(place.library.list()->size() == 2);
}

TEST_CASE("a pack that was spoilt is named, and can be removed") {
  Place place;
  REQUIRE(place.library.add(place.pack("b/2")).has_value());
  place.folder.write("home/profiles/b_2/pack.json", "{");
  const auto profiles = place.library.list();
  REQUIRE_FALSE(profiles.has_value());
  CHECK(profiles.error().detail.find("b_2") != std::string::npos);
  CHECK(place.library.remove("b/2").has_value());
  CHECK(place.library.list().has_value());
}

}  // namespace
}  // namespace passerelle::profiles
