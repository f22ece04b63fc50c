#include "node/catalogue/records.h"

#include "metadata/catalogue/dataset_description.h"
#include "metadata/rdf/canonical.h"
#include "node/catalogue/errors.h"
#include "node/crypto/digest.h"

namespace passerelle::catalogue_store {
namespace {

Result<std::optional<Instant>> optional_instant(const store::Row& row, std::size_t column) {
  if (row.is_null(column)) return std::optional<Instant>();
  const auto instant = row.instant(column);
  if (!instant) return instant.error();
  return std::optional(*instant);
}

// Columns: dataset, source, in_force_from, withdrawn, first_seen, modified, version, digest, act,
// citation, agreement.
Result<Record> record_from(const store::Row& row) {
  const auto in_force_from = optional_instant(row, 2);
  if (!in_force_from) return in_force_from.error();
  const auto withdrawn = optional_instant(row, 3);
  if (!withdrawn) return withdrawn.error();
  const auto first_seen = row.instant(4);
  if (!first_seen) return first_seen.error();
  const auto modified = row.instant(5);
  if (!modified) return modified.error();
  return Record{DatasetId(row.text(0)),
                row.text(1),
                *in_force_from,
                *withdrawn,
                *first_seen,
                *modified,
                row.integer(6),
                row.text(7),
                {row.text(8), row.text(9)},
                row.text(10)};
}

// The standing of a dataset after a submission: `known` is its record unless it was withdrawn.
std::optional<Instant> in_force_after(const Submission& submission,
                                      const std::optional<Record>& known,
                                      Instant now) {
  if (submission.is_announced) return std::nullopt;
  if (submission.in_force_from) return submission.in_force_from;
  return known ? known->in_force_from : std::optional(now);
}

// Returns the record as a submission leaves it, its version and dates not yet counted on.
Record merged(const Submission& submission,
              const std::optional<Record>& before,
              std::string digest,
              Instant now) {
  const auto& known = before && !before->withdrawn ? before : std::optional<Record>();
  Record record{submission.dataset,
                submission.source,
                in_force_after(submission, known, now),
                std::nullopt,
                before ? before->first_seen : now,
                before ? before->modified : now,
                before ? before->version : 0,
                std::move(digest),
                submission.basis,
                submission.agreement};
  if (before && record.basis.empty()) record.basis = before->basis;
  if (before && record.agreement.empty()) record.agreement = before->agreement;
  return record;
}

bool is_same(const Record& left, const Record& right) {
  return left.source == right.source && left.in_force_from == right.in_force_from &&
         left.withdrawn == right.withdrawn && left.digest == right.digest &&
         left.basis == right.basis && left.agreement == right.agreement;
}

// Writes the next version and the record that stands for it.
Result<Change> keep(store::Transaction& tx,
                    Record record,
                    ChangeKind kind,
                    const std::string& description,
                    Instant now) {
  ++record.version;
  record.modified = now;
  if (auto kept = tx.run(
          "insert into catalogue_records (dataset, source, in_force_from, withdrawn, first_seen,"
          " modified, version, digest, act, citation, agreement)"
          " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          " on conflict (dataset) do update set source = excluded.source,"
          " in_force_from = excluded.in_force_from, withdrawn = excluded.withdrawn,"
          " modified = excluded.modified, version = excluded.version, digest = excluded.digest,"
          " act = excluded.act, citation = excluded.citation, agreement = excluded.agreement",
          record.dataset, record.source, record.in_force_from, record.withdrawn, record.first_seen,
          record.modified, record.version, record.digest, record.basis.act, record.basis.citation,
          record.agreement);
      !kept) {
    return kept.error();
  }
  if (auto kept = tx.run(
          "insert into dataset_versions (dataset, version, kind, source, description, digest,"
          " in_force_from, act, citation, recorded) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          record.dataset, record.version, code(kind), record.source, description, record.digest,
          record.in_force_from, record.basis.act, record.basis.citation, now);
      !kept) {
    return kept.error();
  }
  return Change{record.dataset, kind, record.version, record.digest};
}

}  // namespace

Result<Change> put(store::Transaction& tx, const Submission& submission, Instant now) {
  const rdf::Iri iri{submission.dataset.text()};
  if (auto described = catalogue::describe(submission.description, iri); !described) {
    return described.error();
  }
  const auto before = find(tx, submission.dataset);
  if (!before) return before.error();
  const bool is_known = *before && !(*before)->withdrawn;
  const bool is_kept_elsewhere =
      is_known && !submission.source.empty() && (*before)->source != submission.source;
  if (is_kept_elsewhere && ((*before)->is_own() || !submission.takes_over)) {
    const auto& keeper = (*before)->source;
    return Error{RecordError::other_source,
                 submission.dataset.text() + " is kept by " +
                     (keeper.empty() ? "this node itself" : "the source " + keeper)};
  }
  const auto canonical = rdf::canonical_form(catalogue::part_about(submission.description, iri));
  if (!canonical) return canonical.error();
  auto record = merged(submission, *before, crypto::sha256_hex(canonical->text), now);
  if (*before && is_same(record, **before)) {
    return Change{record.dataset, ChangeKind::unchanged, record.version, record.digest};
  }
  const auto kind = is_known  ? ChangeKind::updated
                    : *before ? ChangeKind::restored
                              : ChangeKind::created;
  return keep(tx, std::move(record), kind, canonical->text, now);
}

Result<Change> withdraw(store::Transaction& tx,
                        const DatasetId& dataset,
                        const LegalBasis& basis,
                        Instant now) {
  auto record = get(tx, dataset);
  if (!record) return record.error();
  if (record->withdrawn) {
    return Error{RecordError::withdrawn, dataset.text() + " was withdrawn before"};
  }
  const auto row =
      tx.query_one("select description from dataset_versions where dataset = ? and version = ?",
                   dataset, record->version);
  if (!row) return row.error();
  record->withdrawn = now;
  if (!basis.empty()) record->basis = basis;
  return keep(tx, *std::move(record), ChangeKind::withdrawn, (*row)->text(0), now);
}

Result<std::optional<Record>> find(store::Reader& reader, const DatasetId& dataset) {
  const auto row = reader.query_one(
      "select dataset, source, in_force_from, withdrawn, first_seen, modified, version, digest,"
      " act, citation, agreement from catalogue_records where dataset = ?",
      dataset);
  if (!row) return row.error();
  if (!*row) return std::optional<Record>();
  auto record = record_from(**row);
  if (!record) return record.error();
  return std::optional(*std::move(record));
}

Result<Record> get(store::Reader& reader, const DatasetId& dataset) {
  auto record = find(reader, dataset);
  if (!record) return record.error();
  if (!*record) return unknown_dataset(dataset);
  return **std::move(record);
}

Result<Page<Record>> list(store::Reader& reader, const Filter& filter) {
  const auto status = filter.status ? std::optional(code(*filter.status)) : std::nullopt;
  // A page behind the last one has no records, but still tells how many there are.
  const auto rows = reader.query(
      "with chosen as (select dataset, source, in_force_from, withdrawn, first_seen, modified,"
      " version, digest, act, citation, agreement from catalogue_records"
      " where (?1 is null or source = ?1) and (?2 is null or modified >= ?2)"
      " and (?3 is null or ?3 = case when withdrawn is not null then 'withdrawn'"
      " when in_force_from <= ?4 then 'in_force' else 'announced' end)"
      " and (?7 = 0 or withdrawn is null))"
      " select page.*, total from (select count(*) as total from chosen)"
      " left join (select * from chosen order by dataset limit ?5 offset ?6) as page"
      " order by dataset",
      filter.source, filter.modified_since, status, filter.now, filter.size,
      filter.page * filter.size, filter.without_withdrawn);
  if (!rows) return rows.error();
  Page<Record> page;
  for (const auto& row : *rows) {
    page.total = static_cast<std::size_t>(row.integer(11));
    if (row.is_null(0)) break;
    auto record = record_from(row);
    if (!record) return record.error();
    page.items.push_back(*std::move(record));
  }
  return page;
}

}  // namespace passerelle::catalogue_store
