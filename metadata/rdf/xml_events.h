// An XML document (1.0, with namespaces) as a sequence of events, by expat. No file is opened and
// nothing is fetched: external entities and unknown ones are refused, and so are internal ones that
// expand to far more than the document. Not for other rooms.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace passerelle::rdf {

// Texts of a name or an attribute are valid during the event. `name_space` and `prefix` are empty
// when there is none.
struct XmlName {
  std::string_view name_space, local, prefix;
};

struct XmlAttribute {
  XmlName name;
  std::string_view value;
};

class XmlEvents {
 public:
  virtual ~XmlEvents() = default;

  // Return false to stop. An attribute is no namespace declaration.
  virtual bool on_start(const XmlName& name, std::span<const XmlAttribute> attributes) = 0;
  virtual bool on_end() = 0;
  virtual bool on_text(std::string_view text) = 0;  // may come in pieces
  virtual bool on_comment(std::string_view text) = 0;
  virtual bool on_instruction(std::string_view target, std::string_view text) = 0;
  virtual bool on_prefix(std::string_view prefix, std::string_view name_space) = 0;
};

class XmlDocument {
 public:
  XmlDocument(std::string_view document, XmlEvents& events);
  ~XmlDocument();
  XmlDocument(const XmlDocument&) = delete;
  XmlDocument& operator=(const XmlDocument&) = delete;

  // Sends all events. Returns what is wrong with the XML; empty when nothing is, or when an event
  // stopped it. What an event throws is thrown here.
  std::string read();

  // Returns "line 3, column 7", where the reading is.
  std::string place() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace passerelle::rdf
