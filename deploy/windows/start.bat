@echo off
rem Serves the atlas to this machine alone, until the window is closed.
rem Usage: deploy\windows\start.bat [port]
setlocal DisableDelayedExpansion
set "PORT=%~1"
if "%PORT%"=="" set "PORT=8501"
where wsl.exe >nul 2>nul || goto :missing
wsl.exe -d atlas -- test -x /opt/atlas/.venv/bin/python || goto :missing
wsl.exe -d atlas --cd /opt/atlas -- env ATLAS_DATA=/var/lib/atlas .venv/bin/python -m streamlit run app.py --server.address 127.0.0.1 --server.port "%PORT%"
if errorlevel 1 pause
exit /b %errorlevel%

:missing
echo Run deploy\windows\install.bat first.
pause
exit /b 1
