// A reader and a writer of JSON objects that walk one list of fields alike, so that what is written
// is what is read:
//
//   void describe(auto& form, Accepted& what) { form.text("reason", what.reason); }
//
// For event_json.cc and procedure_json.cc.
//
// Thread safety: one thread. Lifetime: the JSON value outlives the reader or writer.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "node/base/fields.h"
#include "policies/access/reading.h"
#include "policies/access/terms.h"
#include "policies/calendar/period.h"
#include "policies/procedure/closed_list.h"
#include "policies/procedure/deadline.h"
#include "policies/purposes/applicant.h"
#include "policies/purposes/purpose.h"

namespace passerelle::procedure {

// Nobody reads a longer reason, and no case has as many questions or persons.
inline constexpr std::size_t kLongestText = 20'000;
inline constexpr std::size_t kMostListed = 1'000;

inline constexpr std::chrono::year kFirstYear{2000};
inline constexpr std::chrono::year kLastYear{2999};
inline constexpr calendar::Period kLongestPeriodOfAProcedure{120, calendar::Period::Unit::months};

template <Coded Enum>
Result<Enum> parse_word(std::string_view text, const Enum*) {
  return parse<Enum>(text);
}
inline Result<access::PermitKind> parse_word(std::string_view text, const access::PermitKind*) {
  return access::parse_permit_kind(text);
}
inline Result<access::DataForm> parse_word(std::string_view text, const access::DataForm*) {
  return access::parse_data_form(text);
}
inline Result<access::Outcome> parse_word(std::string_view text, const access::Outcome*) {
  return access::parse_outcome(text);
}
inline Result<access::TitleChange> parse_word(std::string_view text, const access::TitleChange*) {
  return access::parse_title_change(text);
}
inline Result<purposes::Purpose> parse_word(std::string_view text, const purposes::Purpose*) {
  return purposes::parse_purpose(text);
}
inline Result<purposes::ApplicantCategory> parse_word(std::string_view text,
                                                      const purposes::ApplicantCategory*) {
  return purposes::parse_applicant_category(text);
}

class Reader {
 public:
  Reader(const Json& object, const std::string& path) : fields_(object, path) {}

  void text(std::string_view name, std::string& to) { to = limited(name, fields_.text(name)); }

  // A text that may be left out.
  void remark(std::string_view name, std::string& to) {
    to = limited(name, fields_.text_or(name, ""));
  }

  void identifier(std::string_view name, std::string& to) {
    to = fields_.text(name);
    check_identifier(name, to);
  }

  void identifier_if_any(std::string_view name, std::string& to) {
    to = fields_.text_or(name, "");
    if (!to.empty()) check_identifier(name, to);
  }

  template <class Tag>
  void identifier(std::string_view name, StrongId<Tag>& to) {
    std::string id;
    identifier(name, id);
    to = StrongId<Tag>(std::move(id));
  }

  void digest(std::string_view name, std::string& to) {
    to = fields_.text(name);
    check_digest(name, to);
  }

  void digest_if_any(std::string_view name, std::string& to) {
    to = fields_.text_or(name, "");
    if (!to.empty()) check_digest(name, to);
  }

  template <class Enum>
  void word(std::string_view name, Enum& to) {
    const auto text = fields_.text(name);
    if (fields_.failed()) return;
    const Enum* which = nullptr;
    if (auto value = parse_word(text, which)) {
      to = *value;
    } else {
      fields_.fail(name, value.error().detail);
    }
  }

  // "marie@fr"
  void account_if_any(std::string_view name, std::string& to) {
    to = fields_.text_or(name, "");
    if (!to.empty()) check_account(name, to);
  }

  void flag(std::string_view name, bool& to) { to = fields_.boolean_or(name, false); }
  // Within the years of which calendars know the holidays, whatever period follows.
  void instant(std::string_view name, Instant& to) {
    using namespace std::chrono;
    to = fields_.instant(name);
    const auto year = year_month_day(floor<days>(to)).year();
    if (year < kFirstYear || year > kLastYear)
      fields_.fail(name, "a year of 2000 to 2999 is expected");
  }

  void amount(std::string_view name, std::int64_t& to) {
    to = fields_.integer(name);
    if (to < 0) fields_.fail(name, "an amount is not negative");
  }

  void count(std::string_view name, std::int64_t& to) {
    to = fields_.integer(name);
    if (to < 1) fields_.fail(name, "1 or more is expected");
  }

  void accounts(std::string_view name, std::vector<std::string>& to) {
    to = fields_.texts(name);
    if (to.size() > kMostListed) fields_.fail(name, "the list is too long");
    for (const auto& account : to) check_account(name, account);
  }

  void accounts_if_any(std::string_view name, std::vector<std::string>& to) {
    if (fields_.find(name) != nullptr) accounts(name, to);
  }

  // Texts that may be left out.
  void remarks(std::string_view name, std::vector<std::string>& to) {
    to = fields_.texts_or_none(name);
    if (to.size() > kMostListed) fields_.fail(name, "the list is too long");
    for (const auto& text : to) limited(name, text);
  }

  void identifiers_if_any(std::string_view name, std::vector<std::string>& to) {
    remarks(name, to);
    for (const auto& text : to) check_identifier(name, text);
  }

  template <class Enum>
  void words_if_any(std::string_view name, std::vector<Enum>& to) {
    std::vector<std::string> texts;
    remarks(name, texts);
    for (const auto& text : texts) {
      const Enum* which = nullptr;
      auto value = parse_word(text, which);
      if (!value) return fields_.fail(name, value.error().detail);
      to.push_back(*value);
    }
  }

  template <class Enum>
  void word_if_any(std::string_view name, Enum& to) {
    if (fields_.has(name)) word(name, to);
  }

  // By language, English among them.
  void texts(std::string_view name, access::Texts& to) { to = access::read_texts(fields_, name); }

  void texts_if_any(std::string_view name, access::Texts& to) {
    if (fields_.find(name) != nullptr) texts(name, to);
  }

  // "3 months"
  void period(std::string_view name, calendar::Period& to) {
    const auto text = fields_.text(name);
    if (fields_.failed()) return;
    auto period = calendar::parse_period(text);
    if (!period) return fields_.fail(name, period.error().detail);
    if (!never_longer(*period, kLongestPeriodOfAProcedure)) {
      return fields_.fail(name, "no period of a procedure is longer than ten years");
    }
    to = *period;
  }

  void period_if_any(std::string_view name, std::optional<calendar::Period>& to) {
    if (fields_.has(name)) period(name, to.emplace(calendar::Period{1, {}}));
  }

  // "2027-01-01"
  void date(std::string_view name, std::chrono::year_month_day& to) {
    const auto text = fields_.text(name);
    if (fields_.failed()) return;
    const auto midnight = parse_instant(text + "T00:00:00Z");
    if (!midnight) return fields_.fail(name, "a date such as \"2027-01-01\" is expected");
    to = std::chrono::floor<std::chrono::days>(*midnight);
  }

  // One object per word of a closed list.
  template <class Enum, class Item>
  void by_word(std::string_view name, std::map<Enum, Item>& to) {
    const Json& object = fields_.object(name);
    for (const auto& [key, value] : object.items()) {
      const auto word = parse<Enum>(key);
      if (!word) return fields_.fail(name, word.error().detail);
      to.emplace(*word, inner<Item>(value, fields_.path_of(name) + "/" + key));
    }
  }

  template <class Item>
  void each(std::string_view name, std::vector<Item>& to) {
    if (fields_.array(name).empty()) fields_.fail(name, "one at least is expected");
    each_if_any(name, to);
  }

  template <class Item>
  void each_if_any(std::string_view name, std::vector<Item>& to) {
    const Json* found = fields_.find(name);
    if (found == nullptr || fields_.failed()) return;
    const Json& list = fields_.array(name);
    if (list.size() > kMostListed) fields_.fail(name, "the list is too long");
    for (std::size_t i = 0; i < list.size() && !fields_.failed(); ++i) {
      to.push_back(inner<Item>(list[i], fields_.path_of(name) + "/" + std::to_string(i)));
    }
  }

  template <class Item>
  void part(std::string_view name, Item& to) {
    const Json& object = fields_.object(name);
    if (!fields_.failed()) to = inner<Item>(object, fields_.path_of(name));
  }

  template <class Item>
  void part_if_any(std::string_view name, std::optional<Item>& to) {
    if (const Json* object = fields_.find(name)) to = inner<Item>(*object, fields_.path_of(name));
  }

  void must(bool holds, std::string_view name, std::string_view why) {
    if (!holds) fields_.fail(name, why);
  }

  Result<void> done() { return fields_.done(); }

 private:
  template <class Item>
  Item inner(const Json& object, const std::string& path) {
    Reader reader(object, path);
    Item item{};
    describe(reader, item);
    if (auto read = reader.done(); !read) fields_.fail(read.error());
    return item;
  }

  std::string limited(std::string_view name, std::string text) {
    if (text.size() > kLongestText) fields_.fail(name, "is too long");
    return text;
  }

  void check_identifier(std::string_view name, const std::string& text) {
    if (!access::is_identifier(text)) {
      fields_.fail(name, "an identifier of letters, digits and -._:/ is expected");
    }
  }

  // The node of an account is whatever its text says: the kernel compares whole accounts.
  void check_account(std::string_view name, const std::string& text) {
    const NodeId node(text.substr(std::min(text.find('@') + 1, text.size())));
    if (!access::is_identifier(node.text()) || !access::is_account_of(text, node)) {
      fields_.fail(name, "an account such as \"marie@fr\" is expected");
    }
  }

  void check_digest(std::string_view name, const std::string& text) {
    if (!access::is_digest(text)) fields_.fail(name, "a SHA-256 in hex is expected");
  }

  Fields fields_;
};

// Leaves out what is empty: a reader takes it as left out.
class Writer {
 public:
  explicit Writer(Json& object) : object_(&object) {}

  void text(const char* name, const std::string& from) { (*object_)[name] = from; }
  void remark(const char* name, const std::string& from) {
    if (!from.empty()) (*object_)[name] = from;
  }
  void identifier(const char* name, const std::string& from) { text(name, from); }
  void identifier_if_any(const char* name, const std::string& from) { remark(name, from); }
  template <class Tag>
  void identifier(const char* name, const StrongId<Tag>& from) {
    text(name, from.text());
  }
  void digest(const char* name, const std::string& from) { text(name, from); }
  void digest_if_any(const char* name, const std::string& from) { remark(name, from); }
  template <class Enum>
  void word(const char* name, Enum from) {
    (*object_)[name] = code(from);
  }
  void account_if_any(const char* name, const std::string& from) { remark(name, from); }
  void flag(const char* name, bool from) {
    if (from) (*object_)[name] = from;
  }
  void instant(const char* name, Instant from) { (*object_)[name] = to_text(from); }
  void amount(const char* name, std::int64_t from) { (*object_)[name] = from; }
  void count(const char* name, std::int64_t from) { (*object_)[name] = from; }
  void accounts(const char* name, const std::vector<std::string>& from) { (*object_)[name] = from; }
  void accounts_if_any(const char* name, const std::vector<std::string>& from) {
    remarks(name, from);
  }
  void remarks(const char* name, const std::vector<std::string>& from) {
    if (!from.empty()) (*object_)[name] = from;
  }
  void identifiers_if_any(const char* name, const std::vector<std::string>& from) {
    remarks(name, from);
  }
  template <class Enum>
  void words_if_any(const char* name, const std::vector<Enum>& from) {
    std::vector<std::string> texts;
    for (const auto value : from) texts.emplace_back(code(value));
    remarks(name, texts);
  }
  template <class Enum>
  void word_if_any(const char* name, Enum from) {
    word(name, from);
  }
  void texts(const char* name, const access::Texts& from) {
    (*object_)[name] = access::to_json(from);
  }
  void texts_if_any(const char* name, const access::Texts& from) {
    if (!from.empty()) texts(name, from);
  }
  void period(const char* name, const calendar::Period& from) {
    (*object_)[name] = calendar::text_of(from);
  }
  void period_if_any(const char* name, const std::optional<calendar::Period>& from) {
    if (from) period(name, *from);
  }
  void date(const char* name, std::chrono::year_month_day from) {
    (*object_)[name] = date_text(std::chrono::sys_days(from));
  }
  template <class Enum, class Item>
  void by_word(const char* name, std::map<Enum, Item>& from) {
    Json object = Json::object();
    for (auto& [word, item] : from) object[std::string(code(word))] = inner(item);
    (*object_)[name] = std::move(object);
  }
  template <class Item>
  void each_if_any(const char* name, std::vector<Item>& from) {
    if (!from.empty()) each(name, from);
  }
  template <class Item>
  void each(const char* name, std::vector<Item>& from) {
    Json list = Json::array();
    for (auto& item : from) list.push_back(inner(item));
    (*object_)[name] = std::move(list);
  }
  template <class Item>
  void part(const char* name, Item& from) {
    (*object_)[name] = inner(from);
  }
  template <class Item>
  void part_if_any(const char* name, std::optional<Item>& from) {
    if (from) (*object_)[name] = inner(*from);
  }

 private:
  template <class Item>
  static Json inner(Item& item) {
    Json object = Json::object();
    Writer writer(object);
    describe(writer, item);
    return object;
  }

  Json* object_;
};

}  // namespace passerelle::procedure
