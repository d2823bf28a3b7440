#pragma once
// One call of the JSON API that was let in: what its operation works with, and what comes out of it.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cos/form.h"
#include "cos/place.h"
#include "service/service.h"
#include "state/cos.h"
#include "store/store.h"

namespace faultcast::cos {

using Json = nlohmann::ordered_json;

/// What one generation calls things.
struct Dialect {
  const CodeTable& codes;
  std::string_view missing;        ///< the code of an object or folder that is not there
  std::string_view exists;         ///< of an upload, other content there already, insertOnly
  std::string_view move_conflict;  ///< of a move onto something that is there
  std::string_view no_bucket;      ///< of a bucket that is not there, or not in this region
  std::string_view buckets_path;   ///< of their settings: "console.cos.main.buckets"
};

struct Call {
  const Dialect& dialect;
  const Place& place;
  const Form& form;
  store::Store& store;
  state::Cos& state;
  Millis now;

  [[nodiscard]] std::int64_t seconds() const { return now / 1000; }
  [[nodiscard]] const store::Bucket& bucket() const { return store.bucket(place.bucket); }
};

/// What an operation came to. `data` null: the answer has none.
struct Outcome {
  Verdict verdict;
  std::shared_ptr<const Json> data;
  std::vector<std::pair<std::string, std::string>> fields = {};  ///< for the journal
};

Outcome refuse(const Dialect& dialect, std::string_view code_name, Text because, std::vector<Fact> facts = {},
               std::string setting = {});
Outcome done(const Dialect& dialect);
Outcome done(const Dialect& dialect, Json data);

/// A whole number in a field; `fallback` where the field is missing or empty; none if it is something else.
std::optional<std::uint64_t> number_field(const Form& form, std::string_view name, std::uint64_t fallback);

/// Refuses a declared SHA-1 that is no SHA-1 (-168). None: it is one.
std::optional<Outcome> no_sha(const Call& call, const std::string& declared);
/// The same, and one that is not the content's (`code_name`). None: it fits.
std::optional<Outcome> wrong_sha(const Call& call, const std::string& declared, const std::string& real,
                                 std::string_view code_name);

// Refusals and shapes that several operations share.
/// None: it is one of the three words.
std::optional<Outcome> wrong_authority(const Call& call, const std::string& given);
Outcome missing(const Call& call, const std::string& path);
Outcome no_content(const Call& call);
Outcome empty_slice(const Call& call);
Outcome content_too_large(const Call& call, std::uint64_t most);
Json headers_object(const http::Fields& headers);

/// What op=list asks for.
struct ListAsked {
  std::optional<Outcome> refused;
  std::string folder, prefix, from;
  std::uint64_t count = 0;
  store::Bucket::Which which = store::Bucket::Which::both;
  bool descending = false;
};
/// `usual`, `most`: entries of a page.
ListAsked read_list(const Call& call, std::uint64_t usual, std::uint64_t most);
/// What the next page is asked for with; empty: there is none.
std::string context_of(const store::Bucket::Page& page);

// The operations that both generations have alike.
Outcome create_folder(const Call& call);
Outcome update(const Call& call);
Outcome remove(const Call& call);
/// move and copy: dest_fileid, to_over_write.
Outcome transfer(const Call& call, bool keep_source);
/// The content of a single upload or the end of a slice upload goes where it belongs, under the rules of
/// insertOnly. None: it is there.
std::optional<Outcome> place_object(const Call& call, std::shared_ptr<const store::Blob> content,
                                    bool insert_only, const std::string& biz_attr,
                                    const std::string& authority = {});

}  // namespace faultcast::cos
