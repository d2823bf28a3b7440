#pragma once
// What the front of both generations does alike: the shape of answers, request ids, CORS, and the signature
// of a request wherever it was put.

#include <optional>
#include <string>

#include "cos/call.h"
#include "cos/judge.h"
#include "setup/setup.h"

namespace faultcast::cos {

/// The fields that an exchange of either generation may have.
const std::vector<std::string_view>& observed_fields();

/// base64 of TIME_NODE_WORKER_COUNTER in hexadecimal. (COS v4 reference, 3.0)
std::string make_request_id(state::Cos& state, Millis now);

/// {"code","message","request_id","data"}, in this order; no request_id if it is empty, no data if it is
/// null. A code without a name on the wire is no JSON but the page of a front end. `status`: of the answer;
/// 0: that of the code's row.
http::Reply json_reply(const Code& code, const Json* data, const std::string& request_id, int status,
                       std::string_view content_type);

/// The shape in which the XML front refuses: downloads, and URLs that it cannot map to an account. (COS v4
/// reference, 1.5 and 4.1)
http::Reply xml_error_reply(int status, std::string_view code, std::string_view message,
                            std::string_view resource, const std::string& request_id);

/// The signature as it was given: Authorization, else ?sign=, percent-decoded. None: there is none.
std::optional<std::string> given_sign(const http::RequestHead& head);

/// Do the CORS rules of a bucket (origins, blank between two) let this origin in?
bool origin_allowed(std::string_view rules, std::string_view origin);
/// Adds what a browser wants to see to an answer, if the request has an Origin that is allowed.
void add_cors(http::Reply& reply, const http::RequestHead& head, std::string_view rules);
/// The answer to a preflight that is allowed.
http::Reply preflight_reply(const http::RequestHead& head);

/// The truth of one generation, from the setup.
Truth main_truth(const setup::Setup& setup);
Truth legacy_truth(const setup::Setup& setup);

}  // namespace faultcast::cos
