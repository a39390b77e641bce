/**
 * What the controller's Lua does in the rewrite phase, after every `return` and `rewrite` of the location: the https redirect
 * and the 503 of a Service without endpoints (facts: rootfs/etc/nginx/lua/lua_ingress.lua, balancer.lua, certificate.lua and
 * nginx/ngx_srv_redirect.lua, v1.15.1).
 */
export const luaModule = `
local controller = {}

local function without_last_slash(uri)
  return (uri:gsub("/$", ""))
end

local function has_certificate(names)
  local host = ngx.var.host:lower():gsub("%.$", "")
  return names[host] or names[(host:gsub("^[^.]+%.", "*."))]
end

local function first_of(list)
  return list:match("^[^,]*")
end

function controller.rewrite(location)
  local site = require(location.site)
  local var = ngx.var
  if site.trusted then
    var.pass_scheme = var.http_x_forwarded_proto or var.pass_scheme
    var.pass_port = var.http_x_forwarded_port or var.pass_port
    if var.http_x_forwarded_host then
      var.best_host = first_of(var.http_x_forwarded_host)
    end
  end
  local wanted = location.force or (location.ssl and has_certificate(site.certified))
  if wanted and not location.exempt and var.pass_scheme == "http" then
    local host = var.best_host:match("^[^:]*")
    local port = location.with_port and ":443" or ""
    local uri = location.keep_slash and var.request_uri or without_last_slash(var.request_uri)
    return ngx.redirect("https://" .. host .. port .. uri, site.code)
  end
  if not location.served then
    ngx.status = 503
    return ngx.exit(503)
  end
end

function controller.www(host, trusted)
  local var = ngx.var
  local scheme, port = var.scheme, var.controller_port
  if trusted then
    scheme = var.http_x_forwarded_proto or scheme
    port = var.http_x_forwarded_port or port
  end
  return scheme .. "://" .. host .. ":" .. port .. without_last_slash(var.request_uri)
end

return controller
`;
