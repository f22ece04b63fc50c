#include "node/identity/peer_entry.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "node/base/fields.h"

namespace passerelle::identity {
namespace {

constexpr std::size_t kMaximumIdCharacters = 32;
constexpr std::size_t kMaximumNameBytes = 200;
constexpr std::size_t kMaximumUrlBytes = 300;
constexpr std::size_t kPinCharacters = 64;

bool is_small_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital_letter(char c) { return c >= 'A' && c <= 'Z'; }

bool is_country(std::string_view text) {
  return text.size() == 2 && std::ranges::all_of(text, is_capital_letter);
}

bool is_name(std::string_view text) {
  return text.size() <= kMaximumNameBytes && std::ranges::none_of(text, [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
         });
}

// Strict on purpose: the text is shown to people and opened by programs, so nothing in it may be
// read in two ways ('@' would hide the true host).
bool is_address(std::string_view text) {
  constexpr std::string_view kScheme = "https://";
  constexpr std::string_view kMarks = "-._~:/[]%";
  if (text.size() > kMaximumUrlBytes || !text.starts_with(kScheme)) return false;
  text.remove_prefix(kScheme.size());
  const auto host = text.substr(0, text.find_first_of(":/"));
  const bool has_host = !host.empty();
  return has_host && std::ranges::all_of(text, [&](char c) {
           return is_small_letter(c) || is_capital_letter(c) || is_digit(c) ||
                  kMarks.find(c) != std::string_view::npos;
         });
}

bool is_pin(std::string_view text) {
  return text.size() == kPinCharacters &&
         std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

Json to_json(const Pin& pin) {
  return {{"sha256", pin.sha256},
          {"valid_from", passerelle::to_text(pin.valid_from)},
          {"valid_until", passerelle::to_text(pin.valid_until)}};
}

Result<Pin> read_pin(const Json& json, std::string path) {
  Fields fields(json, std::move(path));
  Pin pin{fields.text("sha256"), fields.instant("valid_from"), fields.instant("valid_until")};
  if (!is_pin(pin.sha256)) fields.fail("sha256", "64 small hex characters are expected");
  if (pin.valid_until <= pin.valid_from) fields.fail("valid_until", "is not after valid_from");
  if (auto read = fields.done(); !read) return read.error();
  return pin;
}

std::vector<Pin> read_pins(Fields& fields) {
  std::vector<Pin> pins;
  const auto& list = fields.array("pins");
  if (list.empty() || list.size() > kMaximumPins) {
    fields.fail("pins", "one to " + std::to_string(kMaximumPins) + " pins are expected");
    return pins;
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto pin = read_pin(list[i], fields.path_of("pins") + "/" + std::to_string(i));
    if (!pin) {
      fields.fail(pin.error());
      return pins;
    }
    pins.push_back(*std::move(pin));
  }
  return pins;
}

Result<crypto::PublicKey> read_key(Fields& fields, std::string_view name) {
  auto key = crypto::PublicKey::parse(fields.text(name));
  if (!key) fields.fail(name, key.error().detail);
  return key;
}

}  // namespace

bool is_node_id(std::string_view text) {
  return !text.empty() && text.size() <= kMaximumIdCharacters && is_small_letter(text.front()) &&
         std::ranges::all_of(text,
                             [](char c) { return is_small_letter(c) || is_digit(c) || c == '-'; });
}

bool PeerEntry::allows(std::string_view pin, Instant now) const {
  return std::ranges::any_of(
      pins, [&](const Pin& known) { return known.sha256 == pin && known.holds(now); });
}

Json to_json(const PeerEntry& entry) {
  Json pins = Json::array();
  for (const auto& pin : entry.pins) pins.push_back(to_json(pin));
  return {{"id", entry.id.text()},
          {"kind", entry.kind},
          {"country", entry.country},
          {"name", entry.name},
          {"federation_url", entry.federation_url},
          {"public_url", entry.public_url},
          {"pins", std::move(pins)},
          {"seal_key", entry.seal_key.text()},
          {"log_key", entry.log_key.text()}};
}

Result<PeerEntry> read_peer_entry(const Json& json, std::string path) {
  Fields fields(json, std::move(path));
  auto id = fields.text("id");
  auto kind = fields.text("kind");
  auto country = fields.text("country");
  auto name = fields.text("name");
  auto federation_url = fields.text("federation_url");
  auto public_url = fields.text("public_url");
  auto pins = read_pins(fields);
  auto seal_key = read_key(fields, "seal_key");
  auto log_key = read_key(fields, "log_key");

  if (!is_node_id(id)) fields.fail("id", "a node id such as fr or dk-2 is expected");
  if (std::ranges::find(kNodeKinds, kind) == kNodeKinds.end()) {
    fields.fail("kind", "national_platform, eu_agency or research_infrastructure is expected");
  }
  if (!is_country(country)) fields.fail("country", "two capital letters are expected");
  if (!is_name(name)) fields.fail("name", "at most 200 bytes without control characters");
  if (!is_address(federation_url)) fields.fail("federation_url", "an https address is expected");
  if (!is_address(public_url)) fields.fail("public_url", "an https address is expected");
  if (auto read = fields.done(); !read) return read.error();
  return PeerEntry{NodeId(std::move(id)), std::move(kind),           std::move(country),
                   std::move(name),       std::move(federation_url), std::move(public_url),
                   std::move(pins),       *std::move(seal_key),      *std::move(log_key)};
}

}  // namespace passerelle::identity
