// The words that Turtle, TriG, N-Triples and N-Quads have in common (Turtle, section 6.5), read one
// after the other from a document into an intake. Not for other rooms.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "metadata/rdf/intake.h"

namespace passerelle::rdf {

class Scanner {
 public:
  // Requires: a document in UTF-8.
  Scanner(std::string_view document,
          const ReadLimits& limits,
          std::shared_ptr<Dictionary> dictionary);
  Scanner(const Scanner&) = delete;
  Scanner& operator=(const Scanner&) = delete;

  Intake& intake() { return intake_; }

  bool is_done() const { return at_ == text_.size(); }
  // Returns a byte from here on; a zero byte behind the end.
  char peek(std::size_t ahead = 0) const {
    return text_.size() - at_ > ahead ? text_[at_ + ahead] : '\0';
  }
  void skip() { ++at_; }
  bool takes(char c) {
    if (is_done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void skip_blanks();       // spaces and tabs
  void skip_comment();      // when one begins here, up to the end of the line
  void skip_white_space();  // all of them and ends of lines

  // Refuse the document because something else should stand here, or where `word` began, which was
  // read last.
  std::nullopt_t expected(const char* what, std::string_view word = {});
  bool fails(const char* what, std::string_view word = {});

  // Read one word and return what it says, valid until the next word; nothing after a refusal.
  std::optional<std::string_view> iri();                // <…>
  std::optional<std::string_view> literal();            // "…"
  std::optional<std::string_view> literal_of_turtle();  // also '…', """…""" and '''…'''
  std::optional<std::string_view> blank_label();        // _:…
  std::string_view language();                          // what follows @; the intake checks it
  std::string_view prefix();  // before a colon, or another word; maybe empty
  std::string_view number();  // as Turtle writes it; empty when none
  // The part of a prefixed name behind the colon, with its escapes undone, is added to `name`.
  bool local_name(std::string& name);

 private:
  bool is_at_local_name(std::size_t at) const;
  std::string_view name(bool (*may_begin)(char32_t));
  std::optional<std::string_view> literal_up_to(std::string_view end);
  bool escape_in_literal();
  std::optional<char32_t> character_number();

  std::string_view text_;
  std::size_t at_ = 0;
  std::string unescaped_;
  Intake intake_;
};

}  // namespace passerelle::rdf
