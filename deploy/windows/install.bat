@echo off
rem Installs the atlas into a Linux of its own on this machine (WSL 2), from what was carried. No network.
rem Usage: deploy\windows\install.bat [wheelhouse] [atlas-linux.tar]
setlocal DisableDelayedExpansion
cd /d "%~dp0..\.."
set "WHEELHOUSE=%~1"
if "%WHEELHOUSE%"=="" set "WHEELHOUSE=..\wheelhouse"
set "LINUX=%~2"
if "%LINUX%"=="" set "LINUX=..\atlas-linux.tar"
for %%I in ("%WHEELHOUSE%") do set "WHEELHOUSE=%%~fI"
where wsl.exe >nul 2>nul || goto :missing
wsl.exe -d atlas -- true >nul 2>nul && goto :install
wsl.exe --import atlas "%LOCALAPPDATA%\atlas" "%LINUX%" --version 2 || goto :failed

:install
wsl.exe -d atlas --cd "%WHEELHOUSE%" -- sh -c "rm -rf /opt/wheelhouse && cp -r . /opt/wheelhouse" || goto :failed
wsl.exe -d atlas --cd "%CD%" -- sh deploy/windows/install.sh /opt/atlas /opt/wheelhouse || goto :failed
wsl.exe -d atlas --cd /opt/atlas -- env ATLAS_DATA=/var/lib/atlas .venv/bin/python -m data.build || goto :failed
echo OK. Start: deploy\windows\start.bat
pause
exit /b 0

:missing
echo WSL 2 is needed. As administrator: wsl.exe --install --no-distribution
pause
exit /b 1

:failed
echo Not installed: see the message above.
pause
exit /b 1
