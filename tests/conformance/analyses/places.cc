#include "tests/conformance/analyses/places.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace passerelle::conformance {
namespace {

const Json* element_by_number(const Json& list, const std::string& step) {
  if (step == "-1") return list.empty() ? nullptr : &list.back();
  if (step.empty() || step.find_first_not_of("0123456789") != std::string::npos) return nullptr;
  const auto at = std::stoul(step);
  return at < list.size() ? &list[at] : nullptr;
}

const Json* element_by_field(const Json& list, const std::string& field, const std::string& value) {
  for (const auto& element : list) {
    const auto found = element.find(field);
    if (found != element.end() && text_of(*found) == value) return &element;
  }
  return nullptr;
}

const Json* find_step(const Json& value, const std::string& step) {
  if (value.is_object()) {
    const auto found = value.find(step);
    return found == value.end() ? nullptr : &*found;
  }
  if (!value.is_array()) return nullptr;
  const auto equals = step.find('=');
  if (equals == std::string::npos) return element_by_number(value, step);
  return element_by_field(value, step.substr(0, equals), step.substr(equals + 1));
}

// The step that chooses one of several, and what it is called.
using NamedStep = std::pair<std::string, std::string>;

std::vector<NamedStep> steps_of(const Json& value) {
  std::vector<NamedStep> steps;
  for (const auto& [key, element] : value.items()) {
    NamedStep step{key, key};
    for (const char* field : {"group", "cause", "level"}) {
      if (!value.is_array() || !element.is_object() || !element.contains(field)) continue;
      const auto name = text_of(element[field]);
      step = {field + ("=" + name), name};
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

const Json* find_place(const Json& root, std::string_view place) {
  const Json* value = &root;
  while (!place.empty() && value != nullptr) {
    place.remove_prefix(1);
    const auto end = std::min(place.find('/'), place.size());
    value = find_step(*value, std::string(place.substr(0, end)));
    place.remove_prefix(end);
  }
  return value;
}

std::vector<Places> named_places(const Json& root, const Places& places) {
  const auto star = places.ours.find("/*");
  if (star == std::string::npos) return {places};
  const Json* several = find_place(root, std::string_view(places.ours).substr(0, star));
  if (several == nullptr) return {places};
  std::vector<Places> found;
  for (const auto& [step, name] : steps_of(*several)) {
    auto one = places;
    one.ours.replace(star + 1, 1, step);
    if (const auto theirs = one.theirs.find('*'); theirs != std::string::npos) {
      one.theirs.replace(theirs, 1, name);
    }
    for (auto& place : named_places(root, one)) found.push_back(std::move(place));
  }
  return found;
}

}  // namespace passerelle::conformance
