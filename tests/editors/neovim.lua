-- Opens $NAME, waits for its diagnostics, pins the image of $HOST, and writes a tag to `redis`; all is told in $RESULT.

local result = {}

local function tell()
  local file = io.open(vim.env.RESULT, "w")
  file:write(vim.fn.json_encode(result))
  file:close()
end

local function wait(what, is_done)
  if not vim.wait(30000, is_done, 20) then
    result.failure = what .. " did not happen"
    tell()
    vim.cmd("cquit!")
  end
end

local function text()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end

vim.cmd("filetype on")
vim.cmd("edit " .. vim.env.NAME)
wait("a diagnostic", function() return #vim.diagnostic.get(0) > 0 end)
result.opened = vim.tbl_map(function(one)
  return { one.lnum, one.col, one.end_col, one.code or one.user_data.lsp.code }
end, vim.diagnostic.get(0))

vim.ui.select = function(actions, _, choose)
  for _, one in ipairs(actions) do
    if (one.action or one[2]).title:find("^Pin `") then
      return choose(one)
    end
  end
end
local before = vim.b.changedtick
vim.fn.search(vim.env.HOST)
vim.lsp.buf.code_action()
wait("the pin", function() return vim.b.changedtick ~= before end)
result.pinned = text()

vim.cmd("%substitute/redis/redis:8.2/")
wait("the end of the finding", function() return #vim.diagnostic.get(0) == 0 end)
result.changed = text()
tell()
vim.cmd("qall!")
