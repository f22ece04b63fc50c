#include "metadata/rdf/xml_events.h"

#include <expat.h>

#include <algorithm>
#include <exception>
#include <vector>

namespace passerelle::rdf {
namespace {

// Between the parts of a name; no XML document can hold this character.
constexpr char kSeparator = '\x01';

// Expat writes "namespace local prefix", "namespace local" or "local".
XmlName name_from(const char* text) {
  std::string_view rest(text);
  XmlName name;
  const auto first = rest.find(kSeparator);
  if (first == std::string_view::npos) return {{}, rest, {}};
  name.name_space = rest.substr(0, first);
  rest.remove_prefix(first + 1);
  const auto second = std::min(rest.find(kSeparator), rest.size());
  name.local = rest.substr(0, second);
  if (second < rest.size()) name.prefix = rest.substr(second + 1);
  return name;
}

std::string_view text_or_empty(const char* text) { return text == nullptr ? "" : text; }

// Some tools declare encoding="utf8": no registered name, but it can mean one thing only. Returns
// the encoding that overrules such a declaration; null when the document's own word counts.
const char* overruling_encoding(std::string_view document) {
  if (!document.starts_with("<?xml")) return nullptr;
  const auto declaration = document.substr(0, document.find("?>"));
  const auto declares = [&](std::string_view text) {
    return declaration.find(text) != std::string_view::npos;
  };
  const bool is_misspelt = declares("encoding=\"utf8\"") || declares("encoding='utf8'") ||
                           declares("encoding=\"UTF8\"") || declares("encoding='UTF8'");
  return is_misspelt ? "UTF-8" : nullptr;
}

}  // namespace

struct XmlDocument::State {
  std::string_view document;
  XmlEvents& events;
  std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser;
  std::vector<XmlAttribute> attributes;
  bool is_stopped = false;
  std::string refusal;
  std::exception_ptr thrown;

  State(std::string_view text, XmlEvents& receiver)
      : document(text),
        events(receiver),
        parser(XML_ParserCreateNS(overruling_encoding(text), kSeparator), XML_ParserFree) {
    if (!parser) throw std::bad_alloc();
    XML_SetUserData(parser.get(), this);
    XML_SetReturnNSTriplet(parser.get(), 1);
    XML_SetElementHandler(parser.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser.get(), on_text);
    XML_SetCommentHandler(parser.get(), on_comment);
    XML_SetProcessingInstructionHandler(parser.get(), on_instruction);
    XML_SetStartNamespaceDeclHandler(parser.get(), on_prefix);
    XML_SetSkippedEntityHandler(parser.get(), on_skipped_entity);
    XML_SetExternalEntityRefHandler(parser.get(), on_external_entity);
  }

  // Runs one event; no exception crosses the C code.
  template <class Event>
  static void run(void* self, Event event) {
    auto& state = *static_cast<State*>(self);
    if (state.is_stopped) return;  // expat may still send an event or two
    try {
      state.is_stopped = !event(state);
    } catch (...) {
      state.is_stopped = true;
      state.thrown = std::current_exception();
    }
    if (state.is_stopped) XML_StopParser(state.parser.get(), XML_FALSE);
  }

  static void on_start(void* self, const char* name, const char** attributes) {
    run(self, [&](State& state) {
      state.attributes.clear();
      for (; *attributes != nullptr; attributes += 2) {
        state.attributes.push_back({name_from(attributes[0]), attributes[1]});
      }
      return state.events.on_start(name_from(name), state.attributes);
    });
  }
  static void on_end(void* self, const char*) {
    run(self, [](State& state) { return state.events.on_end(); });
  }
  static void on_text(void* self, const char* text, int size) {
    run(self,
        [&](State& state) { return state.events.on_text({text, static_cast<std::size_t>(size)}); });
  }
  static void on_comment(void* self, const char* text) {
    run(self, [&](State& state) { return state.events.on_comment(text); });
  }
  static void on_instruction(void* self, const char* target, const char* text) {
    run(self, [&](State& state) { return state.events.on_instruction(target, text); });
  }
  static void on_prefix(void* self, const char* prefix, const char* name_space) {
    run(self, [&](State& state) {
      return state.events.on_prefix(text_or_empty(prefix), text_or_empty(name_space));
    });
  }
  static void on_skipped_entity(void* self, const char*, int) {
    run(self, [](State& state) {
      state.refusal = "an entity that the document does not declare";
      return false;
    });
  }
  static int on_external_entity(XML_Parser, const char*, const char*, const char*, const char*) {
    return XML_STATUS_ERROR;
  }
};

XmlDocument::XmlDocument(std::string_view document, XmlEvents& events)
    : state_(std::make_unique<State>(document, events)) {}
XmlDocument::~XmlDocument() = default;

std::string XmlDocument::read() {
  const auto parser = state_->parser.get();
  const auto status = XML_Parse(parser, state_->document.data(),
                                static_cast<int>(state_->document.size()), XML_TRUE);
  if (state_->thrown) std::rethrow_exception(state_->thrown);
  if (state_->is_stopped) return state_->refusal;
  if (status != XML_STATUS_ERROR) return {};
  return XML_ErrorString(XML_GetErrorCode(parser));
}

std::string XmlDocument::place() const {
  const auto parser = state_->parser.get();
  return "line " + std::to_string(XML_GetCurrentLineNumber(parser)) + ", column " +
         std::to_string(XML_GetCurrentColumnNumber(parser) + 1);
}

}  // namespace passerelle::rdf
