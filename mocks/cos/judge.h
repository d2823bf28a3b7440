#pragma once
// Whether a signature of the object store's JSON API lets a request in: the checks of both generations, in
// the order of each, with their reasons. Pure: a function of what was asked, of what the cloud knows and of
// the generation's rules. (COS v4 reference, 4.6, steps 5 to 16; COS legacy reference, 3.1)

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cos/rules.h"
#include "service/verdict.h"
#include "sign/cos.h"

namespace faultcast::cos {

struct Key {
  std::string secret_key;
  std::string appid;     ///< whose key it is
  std::string previous;  ///< the key before it was rotated; empty: none. Accepted nowhere, but recognized
};

/// What one generation knows. The two have separate keys and separate buckets.
struct Known {
  std::string appid;                             ///< the account of the console
  std::map<std::string, Key, std::less<>> keys;  ///< by SecretId; some may be other accounts'
  std::set<std::string, std::less<>> buckets;    ///< names without -APPID
  /// Does the account, or any key here, belong to this appid?
  [[nodiscard]] bool knows_appid(std::string_view of) const;
};

struct Truth : Known {
  bool blocked = false;  ///< the console's account
  Known other;           ///< the other generation: lets nobody in here, but a mix-up can be told
};

/// Which kind of signature an operation takes.
enum class Kind { multi, once, either, download };

struct Asked {
  std::string appid, bucket;        ///< of the URL
  std::string path;                 ///< within the bucket, percent-decoded, with '/' in front
  std::optional<std::string> sign;  ///< as it was given, percent-decoded if in a query; none: not given
  Kind wanted = Kind::multi;
  Millis now = 0;     ///< cloud time
  bool used = false;  ///< this signature let a request in before; looked at only if it is a once-signature
};

/// A refusal: `code` is the name of a row in either generation's table.
struct Refusal {
  std::string code;
  Text because;
  std::vector<Fact> facts;
  std::vector<Text> fits;
  std::string setting;
};

struct Judged {
  std::optional<Refusal> refused;               ///< none: let in
  std::optional<sign::CosSignature> signature;  ///< taken apart; none if it was not given or not readable
};
Judged judge(const Asked& asked, const Truth& truth, const Rules& rules);

/// May it be used once only (e=0)? Whoever lets the request in then remembers it.
bool is_once(const sign::CosSignature& signature);

/// Does the fileid of a signature (percent-encoded up to twice, as SDKs do) cover this resource? An empty one
/// covers everything; `exactly`: no prefix will do.
bool covers(std::string_view fileid, const Asked& asked, bool exactly);

/// The refusal as a verdict. Its code is in the table, or the program aborts.
Verdict verdict(Refusal refusal, const CodeTable& table);

}  // namespace faultcast::cos
