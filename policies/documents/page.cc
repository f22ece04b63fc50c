#include "policies/documents/page.h"

#include <kainjow/mustache.hpp>

#include "policies/documents/embedded.h"

namespace passerelle::documents {
namespace {

namespace mustache = kainjow::mustache;
using Model = mustache::data;

Model list_of(std::vector<Model> items) {
  Model list{mustache::data::type::list};
  for (auto& item : items) list << std::move(item);
  return list;
}

Model model_of(const Text& text) {
  Model model;
  model.set("text", text.text);
  // Without the key a template would look for it in what stands around.
  model.set("lang", text.language.empty() ? Model(false) : Model(text.language));
  return model;
}

Model model_of(const Row& row) {
  Model model;
  model.set("label", row.label);
  std::vector<Model> values;
  for (const auto& value : row.values) values.push_back(model_of(value));
  const bool is_single = values.size() == 1;
  model.set("single", is_single ? values.front() : Model(false));
  model.set("several", Model(is_single ? Model::type::bool_false : Model::type::bool_true));
  model.set("values", list_of(std::move(values)));
  return model;
}

Model model_of(const Section& section) {
  Model model;
  model.set("heading", section.heading());
  std::vector<Model> rows;
  for (const auto& row : section.rows()) rows.push_back(model_of(row));
  model.set("rows", list_of(std::move(rows)));
  return model;
}

Model model_of(const Seal& seal, const Messages& say) {
  Model model;
  model.set("note", say("seal.note"));
  model.set("digest_label", say("seal.digest"));
  model.set("digest", seal.digest);
  model.set("key_label", say("seal.key"));
  model.set("key", seal.key);
  return model;
}

}  // namespace

Text::Text(const access::Texts& texts, Language wanted) {
  const auto found = texts.find(std::string(tag(wanted)));
  const auto& chosen = found != texts.end() ? *found : *texts.begin();
  text = chosen.second;
  if (chosen.first != tag(wanted)) language = chosen.first;
}

void Section::add(std::string label, std::vector<Text> values) {
  if (!values.empty()) rows_.push_back({std::move(label), std::move(values)});
}

void Section::add(std::string label, std::string value) {
  if (!value.empty()) rows_.push_back({std::move(label), {Text(std::move(value))}});
}

std::string to_html(const Page& page, const Messages& say) {
  Model model;
  model.set("language", std::string(tag(say.language())));
  model.set("title", page.title);
  model.set("subtitle", page.subtitle ? model_of(*page.subtitle) : Model(false));
  model.set("outcome", page.outcome.empty() ? Model(false) : model_of(Text(page.outcome)));
  model.set("one_page", Model(page.length == Length::one_page ? Model::type::bool_true
                                                              : Model::type::bool_false));
  std::vector<Model> sections;
  for (const auto& section : page.sections) {
    if (!section.rows().empty()) sections.push_back(model_of(section));
  }
  model.set("sections", list_of(std::move(sections)));
  model.set("seal", page.seal ? model_of(*page.seal, say) : Model(false));
  mustache::mustache layout{std::string(kEmbeddedPage)};
  return layout.render(model);
}

}  // namespace passerelle::documents
