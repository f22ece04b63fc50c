#include "node/service/catalogue/published_state.h"

#include <algorithm>
#include <limits>

#include "node/catalogue/feed.h"
#include "node/catalogue/records.h"
#include "node/catalogue/reports.h"
#include "node/service/errors.h"
#include "node/service/version.h"

namespace passerelle::service {
namespace {

using catalogue_store::Record;
using publishing::PublishedDataset;

// More than any page; SQLite counts in 64 bits.
constexpr std::size_t kAll = std::numeric_limits<std::int32_t>::max();

catalogue::CatalogueHead head_of(const Config& config, const publishing::Addresses& addresses) {
  catalogue::CatalogueHead head;
  head.iri = addresses.catalogue();
  head.titles = {{"en", "Datasets of " + config.name}, {"fr", "Jeux de données de " + config.name}};
  head.descriptions = {
      {"en", "Health datasets that may be used under Regulation (EU) 2025/327, chapter IV"},
      {"fr",
       "Jeux de données de santé utilisables au titre du règlement (UE) 2025/327, chapitre IV"}};
  head.publisher = config.name;
  head.country = config.country;
  return head;
}

catalogue_store::Filter everything_published(Instant now) {
  catalogue_store::Filter filter;
  filter.source = "";
  filter.now = now;
  filter.without_withdrawn = true;
  return filter;
}

class Reading {
 public:
  Reading(Node& node, store::Reader& reader)
      : reader_(reader), now_(node.now()), state_{publishing::Addresses(node.config.public_url)} {
    state_.head = head_of(node.config, state_.addresses);
  }

  Result<void> head() {
    const auto span = catalogue_store::own_changes(reader_);
    if (!span) return span.error();
    if (*span) {
      state_.first = (*span)->first;
      state_.head.modified = (*span)->last;
      note((*span)->last);
    }
    return {};
  }

  Result<void> page(const catalogue_store::Filter& filter) {
    const auto records = catalogue_store::list(reader_, filter);
    if (!records) return records.error();
    state_.total = records->total;
    for (const auto& record : records->items) {
      if (auto added = add(record); !added) return added;
    }
    return {};
  }

  Result<void> dataset(std::string_view segment) {
    const auto id = state_.addresses.dataset_at(segment);
    const auto record = catalogue_store::find(reader_, id);
    if (!record) return record.error();
    if (!*record || !(*record)->is_own() || (*record)->withdrawn) {
      return Error{ServiceError::not_found, "no dataset " + id.text() + " is published here"};
    }
    state_.total = 1;
    if (auto added = add(**record); !added) return added;
    const auto& description = state_.datasets.front().description;
    return description ? Result<void>{} : description.error();
  }

  PublishedState take() { return std::move(state_); }

 private:
  // A moment at which what was read changed, or will.
  void note(Instant change) {
    auto& past_or_coming = change > now_ ? state_.until : state_.modified;
    if (!past_or_coming) past_or_coming = change;
    past_or_coming =
        change > now_ ? std::min(*past_or_coming, change) : std::max(*past_or_coming, change);
  }

  Result<void> add(const Record& record) {
    note(record.modified);
    if (record.in_force_from) note(*record.in_force_from);
    auto profile = profile_of(record);
    if (!profile) return profile.error();
    state_.datasets.push_back(
        {{state_.addresses.record(record.dataset), record.dataset, record.status(now_),
          record.first_seen, record.modified, record.in_force_from, *std::move(profile), "",
          record.basis.act, record.basis.citation},
         description_of(record)});
    return {};
  }

  // The profile of the last validation, when this version passed it.
  Result<std::string> profile_of(const Record& record) {
    const auto validations = catalogue_store::validations_of(reader_, record.dataset);
    if (!validations) return validations.error();
    if (validations->empty()) return std::string();
    const auto& last = validations->front();
    note(last.validated);
    const bool has_passed = last.version == record.version && last.violations == 0;
    return has_passed ? state_.addresses.shapes(last.profile) : std::string();
  }

  // The newest version with what this node knows of its quality: the score of its metadata, and
  // the label of its data that is in force.
  Result<rdf::Graph> description_of(const Record& record) {
    auto description = catalogue_store::description(reader_, record.dataset);
    if (!description) return description;
    const auto quality = catalogue_store::quality_of(reader_, record.dataset);
    if (!quality) return quality.error();
    if (!quality->empty() && quality->front().version == record.version) {
      note(quality->front().measured);
      description->merge(quality->front().statements);
    }
    const auto label = catalogue_store::label_in_force(reader_, record.dataset);
    if (!label) return label.error();
    if (*label) description->merge(**label);
    return description;
  }

  store::Reader& reader_;
  Instant now_;
  PublishedState state_;
};

// Reads the head, then what else is wanted.
template <class Want>
Result<PublishedState> reading(Node& node, Want want) {
  return node.database.read([&](store::Reader& reader) -> Result<PublishedState> {
    Reading state(node, reader);
    if (auto read = state.head(); !read) return read.error();
    if (auto read = want(state); !read) return read.error();
    return state.take();
  });
}

}  // namespace

publishing::FdpHead PublishedState::fdp_head() const {
  return {addresses, head, kVersion, first, head.modified};
}

Result<PublishedState> read_page(Node& node,
                                 std::size_t number,
                                 std::size_t size,
                                 std::optional<Instant> since) {
  auto filter = everything_published(node.now());
  filter.page = number;
  filter.size = size;
  filter.modified_since = since;
  return reading(node, [&](Reading& state) { return state.page(filter); });
}

Result<PublishedState> read_all(Node& node) { return read_page(node, 0, kAll); }

Result<PublishedState> read_dataset(Node& node, std::string_view segment) {
  return reading(node, [&](Reading& state) { return state.dataset(segment); });
}

Result<PublishedState> read_head(Node& node) {
  return reading(node, [](Reading&) { return Result<void>{}; });
}

Result<std::vector<DatasetId>> read_ids(Node& node) {
  auto filter = everything_published(node.now());
  filter.size = kAll;
  return node.database.read([&](store::Reader& reader) -> Result<std::vector<DatasetId>> {
    const auto records = catalogue_store::list(reader, filter);
    if (!records) return records.error();
    std::vector<DatasetId> ids;
    for (const auto& record : records->items) ids.push_back(record.dataset);
    return ids;
  });
}

}  // namespace passerelle::service
