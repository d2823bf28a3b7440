#pragma once
// A push as a value: what connect and publish say about who wants to publish what.

#include <string>
#include <utility>
#include <vector>

namespace faultcast::live {

struct Push {
  std::string app;     ///< as sent, without a query
  std::string tc_url;  ///< as sent
  std::string name;    ///< publish name as sent, query included
  std::string stream;  ///< the stream id: name up to the first '?', not decoded
  std::string query;   ///< of the publish name, without '?'
  std::string host;    ///< of tcUrl, without port
  /// Parameters: those of the publish name, then those only in app or tcUrl. Values percent-decoded; the
  /// signature is made over the text as sent, and txTime and txSecret hold nothing that decoding changes.
  std::vector<std::pair<std::string, std::string>> parameters;

  [[nodiscard]] const std::string* parameter(std::string_view name_of) const;
};

/// Live service reference 1.1, RTMP ingest reference 4: split at the first '?', parameters of app and tcUrl
/// merged.
Push parse_push(std::string_view app, std::string_view tc_url, std::string_view publish_name);

}  // namespace faultcast::live
